import type { MetricValue } from 'prom-client'

/** What a process has counted, as prom-client tells it, fit to be sent to another process. */
export type Figures = Figure[]

interface Figure {
  name: string
  help: string
  // prom-client's own types take these for numbers.
  type: unknown
  aggregator?: unknown
  values: (MetricValue<string> & { metricName?: string })[]
}

/** Leaves out what is no number: there is none in JSON, nor in a sum. */
export function onlyNumbers(figures: Figures): Figures {
  return figures.map((figure) => ({
    ...figure,
    values: figure.values.filter(({ value }) => Number.isFinite(value))
  }))
}

/** What only ever grows in both, added up. The rest says how a process is, and not what it has done. */
export function sumTotals(one: Figures, other: Figures): Figures {
  const sums = new Map<string, Figure>()
  for (const { values, ...figure } of [...one, ...other]) {
    if (!GROWING.has(String(figure.type))) continue
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
