import type { FastifyBaseLogger } from 'fastify'
import type { MetricValue, Registry } from 'prom-client'
import { messageOf } from '../errors.js'

/** What a process has counted, as prom-client tells it, fit to be sent to another process. */
export type Samples = Metric[]

interface Metric {
  name: string
  help: string
  type: string
  aggregator?: string
  values: (MetricValue<string> & { metricName?: string })[]
}

type Log = Pick<FastifyBaseLogger, 'warn'>

/**
 * What a registry has counted, without what is no number: there is none in JSON, nor in a sum. A metric that cannot be
 * collected is left out, and logged.
 */
export async function readSamples(registry: Registry, log: Log): Promise<Samples> {
  try {
    return (await registry.getMetricsAsJSON()).map(sampleOf)
  } catch {
    // It tells of all or of none.
    const names = registry.getMetricsAsArray().map(({ name }) => name)
    return (await Promise.all(names.map((name) => readSample(registry, name, log)))).flat()
  }
}

async function readSample(registry: Registry, name: string, log: Log): Promise<Samples> {
  try {
    const metric = await registry.getSingleMetric(name)?.get()
    return metric ? [sampleOf(metric)] : []
  } catch (error) {
    log.warn(`The metric ${name} is left out, it cannot be collected: ${messageOf(error)}`)
    return []
  }
}

function sampleOf({ name, help, type, aggregator, values }: Collected): Metric {
  return {
    name,
    help,
    // prom-client's types take these for numbers.
    type: String(type),
    aggregator: String(aggregator),
    values: values.filter(({ value }) => Number.isFinite(value))
  }
}

type Collected = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number]

/** What only ever grows in both, added up. The rest says how a process is, and not what it has done. */
export function sumTotals(one: Samples, other: Samples): Samples {
  const sums = new Map<string, Metric>()
  for (const { values, ...metric } of [...one, ...other]) {
    if (!GROWING.has(metric.type)) continue
    const sum = sums.get(metric.name)
    sums.set(metric.name, { ...metric, values: sum ? sumValues([...sum.values, ...values]) : values })
  }
  return [...sums.values()]
}

const GROWING = new Set(['counter', 'histogram'])

function sumValues(values: Metric['values']): Metric['values'] {
  const sums = new Map<string, Metric['values'][number]>()
  for (const part of values) {
    const key = JSON.stringify([part.metricName, part.labels])
    sums.set(key, { ...part, value: part.value + (sums.get(key)?.value ?? 0) })
  }
  return [...sums.values()]
}
