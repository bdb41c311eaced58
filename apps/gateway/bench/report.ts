import type { Footprint } from './footprint.js'
import type { Memory } from './processes.js'
import type { Route } from './routes.js'
import type { Sample } from './turns.js'

/** Prints a table in Markdown, as it goes into docs/performance.md. */
export function reportFootprints(footprints: Footprint[]): void {
  console.log('| two instances | start to first 200 | memory, fresh | used once | under load |')
  console.log('|---|---|---|---|---|')
  for (const { name, starts, fresh, used, loaded } of footprints) {
    const start = starts.map((ms) => `${(ms / 1_000).toFixed(2)} s`).join(', ')
    console.log(`| ${[name, start, ...[fresh, used, loaded].map(megabytes)].join(' | ')} |`)
  }
  console.log()
}

export function reportRoutes(measured: Map<Route, Map<string, Sample>>): void {
  console.log('| route | | requests/s | p50 | p99 | CPU | ratio | nginx | database |')
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const [{ name }, samples] of measured) {
    const larder = samples.get('Larder')?.cpu ?? Number.NaN
    for (const [place, [contender, sample]] of [...samples].entries()) {
      const { rate, p50, p99, cpu, nginx, database } = sample
      const cells = [
        place === 0 ? name : '',
        contender,
        rate.toFixed(0),
        `${p50.toFixed(1)} ms`,
        `${p99.toFixed(1)} ms`,
        `${cpu.toFixed(0)} µs`,
        place === 0 ? '' : (larder / cpu).toFixed(2),
        `${nginx.toFixed(0)} µs`,
        Number.isNaN(database) ? '' : `${database.toFixed(0)} µs`
      ]
      console.log(`| ${cells.join(' | ')} |`)
    }
  }
}

function megabytes({ pss, private: own }: Memory): string {
  return `${(pss / 1e6).toFixed(0)} MB (${(own / 1e6).toFixed(0)})`
}
