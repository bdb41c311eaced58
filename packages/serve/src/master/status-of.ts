import type { Status } from '../control/status.js'
import { formatAddress } from '../settings/parse-values.js'
import type { Master } from './master.js'

/** What a master says of itself and its workers. */
export function statusOf(master: Pick<Master, 'workers' | 'sockets' | 'requests' | 'wanted'>): Status {
  const workers = master.workers.map((worker) => ({
    number: worker.number,
    pid: worker.pid,
    state: worker.state,
    uptime: Math.round((performance.now() - worker.started) / 1_000),
    ...worker.usage
  }))
  return {
    pid: process.pid,
    addresses: master.sockets.map(({ address }) => formatAddress(address)),
    uptime: Math.round(process.uptime()),
    requests: master.requests,
    memory: workers.reduce((sum, { memory }) => sum + memory, process.memoryUsage.rss()),
    wanted: master.wanted,
    workers
  }
}
