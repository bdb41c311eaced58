import type { MetricValue, Registry } from 'prom-client'

/** What a process has counted, as prom-client tells it, fit to be sent to another process. */
export type Samples = Metric[]

interface Metric {
  name: string
  help: string
  type: string
  aggregator?: string
  values: (MetricValue<string> & { metricName?: string })[]
}

/** What a registry has counted, without what is no number: there is none in JSON, nor in a sum. */
export async function readSamples(registry: Registry): Promise<Samples> {
  const metrics = await registry.getMetricsAsJSON()
  return metrics.map(({ name, help, type, aggregator, values }) => ({
    name,
    help,
    // prom-client's types take these for numbers.
    type: String(type),
    aggregator: String(aggregator),
    values: values.filter(({ value }) => Number.isFinite(value))
  }))
}

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
