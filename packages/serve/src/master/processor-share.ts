import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** Milliseconds of the processor that a process has used; undefined where the system does not tell, or it is gone. */
export function processorTimeOf(pid: number | undefined): number | undefined {
  try {
    // proc(5): what follows the name in brackets is state, parent, …; the 12th and 13th are user and system time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK
  } catch {
    return undefined
  }
}

/**
 * Has a process go behind others where the processor is short, until it gets its priority back; where this account may not
 * give it back, it keeps it.
 *
 * @returns what gives it back
 */
export function lowerPriority(pid: number): () => void {
  const usual = getPriority()
  try {
    // An account that may not do this could not undo the next: root may, and with systemd `LimitNICE=-1`.
    setPriority(pid, usual - 1)
    setPriority(pid, usual + LOWER)
  } catch {
    return () => {}
  }
  return () => {
    // Linux has a priority for each thread, which those that it starts inherit.
    for (const thread of threadsOf(pid)) setQuietly(thread, usual)
  }
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return [pid]
  }
}

function setQuietly(pid: number, priority: number): void {
  try {
    setPriority(pid, priority)
  } catch {
    // It is gone.
  }
}

/** Milliseconds; the same on all of Linux's architectures for whom proc(5) counts. */
const TICK = 10
/** A third of what the others get, as Linux shares it out. */
const LOWER = 5
