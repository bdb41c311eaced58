import { readFileSync } from 'node:fs'
import { root } from '../run.mjs'

/**
 * The processor time of this process, of its children that have ended, and of the embedded PostgreSQL, which no test
 * starts. Processes that outlive their parent are not counted.
 *
 * @returns seconds; undefined where there is no Linux to ask
 */
export function cpuTime() {
  const own = timeOf('self')
  return own === undefined ? undefined : own + (timeOf(postgresPid()) ?? 0)
}

function postgresPid() {
  const lock = readText(`${root}.larder/postgres/cluster/data/postmaster.pid`)
  return lock && Number.parseInt(lock, 10)
}

// proc(5): fields 14 to 17, in ticks; the second one, a name in brackets, may have spaces.
function timeOf(pid) {
  const fields = readText(`/proc/${pid}/stat`)?.split(') ').at(-1).split(' ')
  return fields && fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Of a second: USER_HZ, the same on every architecture that Node runs on. */
const TICKS = 100
