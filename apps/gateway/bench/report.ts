import type { Footprint } from './footprint.js'
import type { LogIns } from './log-ins.js'
import type { Memory } from './processes.js'
import type { Route } from './routes.js'
import type { Sample } from './turns.js'

/** Prints a table in Markdown, as it goes into docs/performance.md. */
export function reportFootprints(footprints: Footprint[]): void {
  console.log(
    '| two instances | start to first 200 | CPU until then | a first process | a worker | both, fresh | used once | under load |'
  )
  console.log('|---|---|---|---|---|---|---|---|')
  for (const { name, starts, first, worker, fresh, used, loaded } of footprints) {
    const start = starts.map(({ ms }) => seconds(ms / 1_000)).join(', ')
    const cpu = starts.map((start) => seconds(start.cpu)).join(', ')
    const memory = [first, worker, fresh, used, loaded].map(megabytes)
    console.log(`| ${[name, start, cpu, ...memory].join(' | ')} |`)
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

/** Prints how long the slowest of a hundred visitors waits for a page, without and with log-ins beside. */
export function reportLogIns({ alone, beside, logIns }: LogIns): void {
  const cells = [`${alone.toFixed(1)} ms`, `${beside.toFixed(1)} ms`, (beside / alone).toFixed(2)]
  console.log()
  console.log('| the list of goods, p99 | while 16 log in all the time | ratio | log-ins/s |')
  console.log('|---|---|---|---|')
  console.log(`| ${[...cells, logIns.toFixed(0)].join(' | ')} |`)
}

function seconds(number: number): string {
  return `${number.toFixed(2)} s`
}

function megabytes(memory: Memory | undefined): string {
  if (!memory) return ''
  const { pss, private: own } = memory
  return `${(pss / 1e6).toFixed(0)} MB (${(own / 1e6).toFixed(0)})`
}
