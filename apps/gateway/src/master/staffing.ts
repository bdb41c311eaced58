import type { WorkerProcess } from './worker-process.js'

/** What is to be done so that as many workers serve as are wanted. */
export interface Staffing<Worker> {
  /** How many to fork. */
  missing: number
  /** Which to stop. */
  surplus: Worker[]
  /** Whether all that are wanted serve, none of them outdated. */
  complete: boolean
}

/**
 * Compares what is with what is wanted. Outdated workers count as missing, and yet serve until others have come up: only
 * more than the wanted number that serve are a surplus, and the outdated and the oldest go first.
 *
 * @param workers the oldest first
 */
export function planStaff<Worker extends Pick<WorkerProcess, 'state' | 'outdated'>>(
  workers: Worker[],
  wanted: number
): Staffing<Worker> {
  const staying = workers.filter(({ state, outdated }) => state !== 'stopping' && !outdated)
  const serving = workers.filter(({ state }) => state === 'ready')
  const leaving = serving.toSorted((one, other) => Number(other.outdated) - Number(one.outdated))
  return {
    missing: Math.max(0, wanted - staying.length),
    surplus: leaving.slice(0, Math.max(0, serving.length - wanted)),
    complete: staying.filter(({ state }) => state === 'ready').length >= wanted
  }
}
