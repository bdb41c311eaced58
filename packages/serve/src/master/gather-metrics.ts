import { type Samples, sumTotals } from '../metrics/samples.js'
import type { WorkerProcess } from './worker-process.js'

/**
 * Gathers in the master what its workers have counted, for the worker that was asked for `/metrics`. What a worker that
 * is gone had told is kept: a total that falls would be a restart to Prometheus, and the rest of it new requests.
 */
export class MetricsOfWorkers {
  readonly #workers: ReadonlySet<WorkerProcess>
  readonly #wanted: () => number
  #ofTheGone: Samples = []
  readonly #asking = new Set<WorkerProcess>()
  readonly #awaited = new Set<WorkerProcess>()
  #patience: NodeJS.Timeout | undefined

  constructor(workers: ReadonlySet<WorkerProcess>, wanted: () => number) {
    this.#workers = workers
    this.#wanted = wanted
  }

  /** Sends a worker the metrics of all; of one that sends none for a second, what it sent last. */
  gatherFor(asking: WorkerProcess): void {
    this.#asking.add(asking)
    if (this.#patience) return
    this.#patience = setTimeout(() => this.#answer(), PATIENCE)
    for (const worker of this.#workers) {
      if (worker.state === 'starting') continue
      this.#awaited.add(worker)
      worker.askForMetrics()
    }
  }

  /** A worker has sent its metrics. */
  heardOf(worker: WorkerProcess): void {
    if (this.#awaited.delete(worker) && this.#awaited.size === 0) this.#answer()
  }

  /** A worker is gone. */
  bury(worker: WorkerProcess): void {
    this.#ofTheGone = sumTotals(this.#ofTheGone, worker.samples)
    this.heardOf(worker)
  }

  #answer(): void {
    clearTimeout(this.#patience)
    this.#patience = undefined
    const workers = [...this.#workers]
    const all = [...workers.map(({ samples }) => samples), this.#ofTheGone, this.#countWorkers(workers)]
    for (const worker of this.#asking) worker.sendMetrics(all)
    this.#asking.clear()
    this.#awaited.clear()
  }

  #countWorkers(workers: WorkerProcess[]): Samples {
    const ready = workers.filter(({ state }) => state === 'ready').length
    const values = [
      { labels: { state: 'wanted' }, value: this.#wanted() },
      { labels: { state: 'ready' }, value: ready }
    ]
    const help = 'Workers that are wanted, and that serve.'
    return [{ name: 'larder_workers', help, type: 'gauge', aggregator: 'sum', values }]
  }
}

/** Milliseconds. */
const PATIENCE = 1_000
