import type { Contender } from './contenders.js'
import { ask, load } from './load.js'
import { type Memory, memoryOf } from './processes.js'
import { prepareRequests } from './requests.js'
import { ROUTES } from './routes.js'
import type { Undo } from './undo.js'

export interface Footprint {
  name: string
  /** Milliseconds from the start of an instance to its first answer. */
  starts: number[]
  /** When only a page without database was asked for. */
  fresh: Memory
  /** When each route was asked for once. */
  used: Memory
  /** The most while each route was under load. */
  loaded: Memory
}

/** Starts a contender, measures its memory, and stops it. */
export async function measureFootprint(
  undo: Undo,
  contender: Contender,
  seconds: number
): Promise<Footprint> {
  const starts = await contender.start(undo)
  const fresh = memoryOf(contender.pids())
  const requests = await prepareRequests(contender)
  // Both instances, which nginx takes in turns.
  for (const route of [...ROUTES, ...ROUTES]) await ask(contender.origin, requests(route))
  const used = memoryOf(contender.pids())
  let loaded = used
  for (const route of ROUTES) {
    await load(contender.origin, requests(route), seconds)
    const now = memoryOf(contender.pids())
    if (now.pss > loaded.pss) loaded = now
  }
  await contender.stop()
  return { name: contender.name, starts, fresh, used, loaded }
}
