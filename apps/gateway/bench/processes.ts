// What Linux says of processes: man 5 proc.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Seconds of CPU that these processes and all below them have taken, with children that ended and were waited for. */
export function cpuOf(roots: number[]): number {
  let ticks = 0
  for (const pid of familyOf(roots)) {
    const [, , utime, stime, cutime, cstime] = [0, 0, ...statOf(pid).slice(11, 15).map(Number)]
    for (const part of [utime, stime, cutime, cstime]) ticks += part ?? 0
  }
  return ticks / TICKS
}

export interface Memory {
  /** Proportional set size in bytes: what is shared counts in parts. */
  pss: number
  /** What nobody else shares, in bytes. */
  private: number
}

/** The memory of these processes and of all below them. */
export function memoryOf(roots: number[]): Memory {
  const memory = { pss: 0, private: 0 }
  for (const { pss, private: own } of memoryOfEach(familyOf(roots))) {
    memory.pss += pss
    memory.private += own
  }
  return memory
}

/** The memory of each of these processes. */
export function memoryOfEach(pids: number[]): Memory[] {
  return pids.map((pid) => {
    const rollup = readOrNothing(`/proc/${pid}/smaps_rollup`)
    return {
      pss: sum(rollup, /^Pss: +(\d+) kB/gm),
      private: sum(rollup, /^Private_(?:Clean|Dirty): +(\d+) kB/gm)
    }
  })
}

export function parentOf(pid: number): number {
  return Number(statOf(pid)[1])
}

/** These processes and all below them. */
export function familyOf(roots: number[]): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]))
  const family = [...roots]
  for (const parent of family) family.push(...pids.filter((pid) => parents.get(pid) === parent))
  return family
}

/** The fields of /proc/PID/stat from the third on: state, parent, … A name before them may hold anything. */
function statOf(pid: number): string[] {
  const stat = readOrNothing(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, kilobytes]) => total + Number(kilobytes) * 1024, 0)
}

/** A process may end while it is looked at. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
