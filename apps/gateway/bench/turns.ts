import type { Contender } from './contenders.js'
import { load } from './load.js'
import { cpuOf } from './processes.js'
import type { Requests } from './requests.js'
import type { Route } from './routes.js'

/** What one contender took in one turn; CPU in microseconds for a request. */
export interface Sample {
  rate: number
  p50: number
  p99: number
  cpu: number
  nginx: number
  /** NaN where the database is on another machine. */
  database: number
}

export interface TurnOptions {
  prepared: Map<Contender, Requests>
  turns: number
  seconds: number
  /** Requests of each contender that are not measured, before the first turn. */
  warmUp: number
  nginx: number
}

/** The medians of each contender over turns, by its name, after each has got warm. */
export async function measureTurns(route: Route, options: TurnOptions): Promise<Map<string, Sample>> {
  const { prepared, turns, seconds, warmUp } = options
  const samples = new Map<string, Sample[]>()
  const compared = [...prepared].filter(([contender]) => contender.has(route))
  for (const [{ origin }, requests] of compared) await load(origin, await requests(route), 1, warmUp)
  for (let turn = 0; turn < turns; turn++) {
    for (const [contender, requests] of compared) {
      const sample = await measure(contender, requests, route, seconds, options)
      samples.set(contender.name, [...(samples.get(contender.name) ?? []), sample])
    }
  }
  return new Map([...samples].map(([name, measured]) => [name, medians(measured)]))
}

async function measure(
  { origin, pids, database: { server } }: Contender,
  requests: Requests,
  route: Route,
  seconds: number,
  { nginx }: TurnOptions
): Promise<Sample> {
  const cpu = () => ({
    app: cpuOf(pids()),
    nginx: cpuOf([nginx]),
    database: server === undefined ? Number.NaN : cpuOf([server])
  })
  const next = await requests(route)
  const before = cpu()
  const outcome = await load(origin, next, seconds)
  const after = cpu()
  const each = (part: keyof typeof before) => ((after[part] - before[part]) * 1e6) / outcome.requests
  return {
    rate: outcome.requests / outcome.seconds,
    p50: outcome.p50,
    p99: outcome.p99,
    cpu: each('app'),
    nginx: each('nginx'),
    database: each('database')
  }
}

function medians(samples: Sample[]): Sample {
  const of = (part: keyof Sample) => median(samples.map((sample) => sample[part]))
  return {
    rate: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpu: of('cpu'),
    nginx: of('nginx'),
    database: of('database')
  }
}

export function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
