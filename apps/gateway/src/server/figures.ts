import type { MetricValue, Registry } from 'prom-client'

/** What a process has counted, as prom-client tells it, fit to be sent to another process. */
export type Figures = Figure[]

interface Figure {
  name: string
  help: string
  type: string
  aggregator?: string
  values: (MetricValue<string> & { metricName?: string })[]
}

/** What a registry has counted, without what is no number: there is none in JSON, nor in a sum. */
export async function readFigures(registry: Registry): Promise<Figures> {
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
export function sumTotals(one: Figures, other: Figures): Figures {
  const sums = new Map<string, Figure>()
  for (const { values, ...figure } of [...one, ...other]) {
    if (!GROWING.has(figure.type)) continue
    const sum = sums.get(figure.name)
    sums.set(figure.name, { ...figure, values: sum ? sumValues([...sum.values, ...values]) : values })
  }
  return [...sums.values()]
}

const GROWING = new Set(['counter', 'histogram'])

function sumValues(values: Figure['values']): Figure['values'] {
  const sums = new Map<string, Figure['values'][number]>()
  for (const part of values) {
    const key = JSON.stringify([part.metricName, part.labels])
    sums.set(key, { ...part, value: part.value + (sums.get(key)?.value ?? 0) })
  }
  return [...sums.values()]
}
