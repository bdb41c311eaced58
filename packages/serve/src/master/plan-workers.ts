import type { WorkerProcess } from './worker-process.js'

/** What is to be done so that as many workers serve as are wanted. */
export interface WorkersPlan<Worker> {
  /** Whether to fork one. */
  lacking: boolean
  /** Which to stop. */
  surplus: Worker[]
  /** Whether all that are wanted serve, none of them outdated. */
  complete: boolean
}

/**
 * Compares the workers with the wanted number. Workers start one after the other: a start takes a second or two of processor
 * time, which the serving workers should not share with many. Outdated workers count as missing, and serve until others have
 * come up: only serving workers above the wanted number are a surplus, the outdated and the oldest first.
 *
 * @param workers the oldest first
 */
export function planWorkers<Worker extends Pick<WorkerProcess, 'state' | 'outdated'>>(
  workers: Worker[],
  wanted: number
): WorkersPlan<Worker> {
  const staying = workers.filter(({ state, outdated }) => state !== 'stopping' && !outdated)
  const serving = workers.filter(({ state }) => state === 'ready')
  const leaving = serving.toSorted((one, other) => Number(other.outdated) - Number(one.outdated))
  return {
    lacking: staying.length < wanted && staying.every(({ state }) => state === 'ready'),
    surplus: leaving.slice(0, Math.max(0, serving.length - wanted)),
    complete: staying.filter(({ state }) => state === 'ready').length >= wanted
  }
}

/** The least number that no worker has. */
export function freeNumber(workers: Pick<WorkerProcess, 'number'>[]): number {
  const taken = workers.map(({ number }) => number)
  let number = 1
  while (taken.includes(number)) number++
  return number
}

/** Milliseconds: a fifth of a second after the first failure, doubled after each, half a minute at most. */
export function pauseAfter(failures: number): number {
  return Math.min(30_000, 100 * 2 ** failures)
}
