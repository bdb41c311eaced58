import { formatTable } from '../format-table.js'

export interface Status {
  pid: number
  addresses: string[]
  /** Seconds since the master's start. */
  uptime: number
  /** Answered since then, as of the last second. */
  requests: number
  /** Resident in the master and its workers, in bytes; what they share is counted in each. */
  memory: number
  wanted: number
  workers: WorkerStatus[]
}

export interface WorkerStatus {
  number: number
  pid: number | undefined
  state: 'starting' | 'ready' | 'stopping'
  uptime: number
  requests: number
  memory: number
}

/** For people. */
export function formatStatus(status: Status): string {
  const { pid, addresses, wanted, workers } = status
  const rows = [
    ['', 'PID', 'STATE', 'UP', 'REQUESTS', 'MEMORY'],
    ['master', pid, `${workers.length} of ${wanted} workers`, ...usageOf(status)],
    ...workers.map((worker) => [`worker ${worker.number}`, worker.pid, worker.state, ...usageOf(worker)])
  ]
  return `${addresses.join(', ')}\n${formatTable(rows)}`
}

function usageOf({ uptime, requests, memory }: WorkerStatus | Status): (string | number)[] {
  return [formatTime(uptime), requests, `${Math.round(memory / 1e6)} MB`]
}

/** `2d 03:04:05` */
function formatTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const time = new Date((seconds % 86_400) * 1_000).toISOString().slice(11, 19)
  return days > 0 ? `${days}d ${time}` : time
}
