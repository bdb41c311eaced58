import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { test } from 'tap'
import { parse } from 'yaml'
import { serveShop } from './fixtures/served-shop.js'

const folder = new URL('../../../infra/monitoring/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

interface Rule {
  alert: string
  expr: string
}

const rules: Rule[] = parse(read('alerts.yml')).groups.flatMap(({ rules }: { rules: Rule[] }) => rules)

test('the dashboard and the alert rules', async (t) => {
  const shop = await serveShop(t, ['--workers', '1'])
  await (await fetch(`${shop.origin}/goods`)).text()
  const known = readLabels(await (await fetch(`${shop.origin}/metrics`)).text())
  const queries = [
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...expressionsOf(JSON.parse(read('dashboard.json'))).map((expr) => ['the dashboard', expr] as const)
  ]
  t.ok(queries.length > 30)
  for (const [place, expr] of queries) {
    const { metrics, labels, isWrong } = readQuery(expr)
    t.notOk(isWrong, `${place}: ${expr} is PromQL`)
    t.ok(metrics.length > 0)
    for (const name of metrics) t.ok(known.has(name), `${place}: the shop tells ${name}`)
    const given = metrics.flatMap((name) => [...(known.get(name) ?? [])])
    // Where there is nothing to count yet, there is no series with labels.
    if (given.length > 0)
      for (const label of labels) t.ok(given.includes(label), `${place}: ${label} of ${metrics.join(', ')}`)
  }
})

test('a query that is wrong is found', (t) => {
  t.match(readQuery('sum by (status) (rate(nowhere_total{a="b"}[5m]))'), {
    metrics: ['nowhere_total'],
    labels: ['status', 'a'],
    isWrong: false
  })
  t.ok(readQuery('sum by status rate(x)').isWrong)
  t.end()
})

test('every alert says what is wrong and what to do, once', (t) => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const rule of rules)
    t.match(rule, {
      annotations: { summary: /\.$/, action: /\.$/ },
      labels: { severity: /^(critical|warning)$/ }
    })
  t.end()
})

/** The metrics and the labels that a query names. */
function readQuery(query: string) {
  // Grafana fills these in.
  const text = query.replaceAll('$__rate_interval', '5m')
  const metrics: string[] = []
  const labels: string[] = []
  let isWrong = false
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      const word = text.slice(from, to)
      if (type.isError) isWrong = true
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.push(word)
      if (type.name === 'LabelName') labels.push(word)
    }
  })
  return { metrics, labels, isWrong }
}

/** Of each metric, its labels and those that Prometheus adds. */
function readLabels(text: string): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>([['up', new Set(ADDED)]])
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      known.set(name + suffix, new Set())
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm))
    for (const label of [...ADDED, ...[...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)])
      known.get(name)?.add(label)
  return known
}

const ADDED = ['job', 'instance']

function expressionsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'expr' ? [String(inner)] : expressionsOf(inner)
  )
}
