import type { Contender, Start } from './contenders.js'
import { ask, load } from './load.js'
import { familyOf, type Memory, memoryOf, memoryOfEach } from './processes.js'
import { oneOf, prepareRequests } from './requests.js'
import { ROUTES } from './routes.js'
import type { Undo } from './undo.js'

export interface Footprint {
  name: string
  starts: Start[]
  /** When only a page without database was asked for. */
  fresh: Memory
  /** The first process of one of both then, and the largest below it; undefined where it works alone. */
  first: Memory
  worker: Memory | undefined
  /** When each route was asked for once. Undefined where there is none. */
  used?: Memory
  /** The most while each route was under load. */
  loaded?: Memory
}

/** Starts a contender, measures its memory, and stops it. */
export async function measureFootprint(
  undo: Undo,
  contender: Contender,
  { orders, seconds }: { orders: number; seconds: number }
): Promise<Footprint> {
  const starts = await contender.start(undo)
  const fresh = memoryOf(contender.pids())
  const [first, ...workers] = memoryOfEach(familyOf(contender.pids().slice(0, 1)))
  const [worker] = workers.toSorted((one, other) => other.pss - one.pss)
  const routes = ROUTES.filter((route) => contender.has(route))
  const under = routes.length > 0 && (await measureUnderLoad())
  await contender.stop()
  return { name: contender.name, starts, fresh, first: first ?? fresh, worker, ...under }

  async function measureUnderLoad() {
    const requests = await prepareRequests(contender, orders)
    // Both instances, which nginx takes in turns.
    for (const route of [...routes, ...routes]) await ask(contender.origin, await oneOf(requests, route))
    const used = memoryOf(contender.pids())
    let loaded = used
    for (const route of routes) {
      await load(contender.origin, await requests(route), seconds)
      const now = memoryOf(contender.pids())
      if (now.pss > loaded.pss) loaded = now
    }
    return { used, loaded }
  }
}
