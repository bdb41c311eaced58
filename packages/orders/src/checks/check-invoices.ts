import type { Database } from '@larder/database'
import { type InvoiceDocument, readDocument, sha256Of } from '../invoices/issue-invoice.js'

/** Whether the numbers of invoices have no gaps, the documents are as issued, and credits within them. */
export async function checkInvoices(db: Database): Promise<string[]> {
  const problems = await checkSeries(db)
  for (let after = 0; ; ) {
    const invoices = await db.invoice.findMany({
      where: { kind: 'invoice', id: { gt: after } },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
      include: { credits: true }
    })
    for (const { credits, ...invoice } of invoices) problems.push(...checkInvoice(invoice, credits))
    if (invoices.length < AT_ONCE) break
    after = invoices.at(-1)?.id ?? after
  }
  return problems
}

async function checkSeries(db: Database): Promise<string[]> {
  const series = await db.invoiceSeries.findMany({ orderBy: { name: 'asc' } })
  const groups = await db.invoice.groupBy({
    by: ['series'],
    _count: true,
    _min: { number: true },
    _max: { number: true }
  })
  const known = new Map(series.map(({ name, ...numbers }) => [name, numbers]))
  const issued = new Map(groups.map((group) => [group.series, group]))
  return [...new Set([...known.keys(), ...issued.keys()])].flatMap((name) => {
    const { _count: count = 0, _min, _max } = issued.get(name) ?? {}
    const { firstNumber = 1, nextNumber } = known.get(name) ?? {}
    const [first, last] = [_min?.number ?? firstNumber, _max?.number ?? firstNumber - 1]
    const isWhole = first === firstNumber && last === first + count - 1 && nextNumber === last + 1
    const has = `it has ${count}, from ${first} to ${last}, and the next is ${nextNumber ?? 'unknown'}.`
    return isWhole ? [] : [`Invoices ${name}: ${has}`]
  })
}

interface InvoiceRow {
  series: string
  number: number
  total: number
  document: Uint8Array
  sha256: string
}

function checkInvoice(invoice: InvoiceRow, credits: InvoiceRow[]): string[] {
  const changed = [invoice, ...credits].filter(
    ({ document, sha256, total }) => sha256Of(document) !== sha256 || readDocument(document).total !== total
  )
  if (changed.length > 0) {
    return changed.map((row) => `Invoice ${nameOf(row)}: it is not as it was issued.`)
  }
  const credited = credits.map(({ document }) => readDocument(document))
  const { rates, total } = readDocument(invoice.document)
  const problems = rates.flatMap(({ country, category, rate, gross, tax }) => {
    const same = credited
      .flatMap((credit) => credit.rates)
      .filter((one) => one.country === country && one.category === category && one.rate === rate)
    const [back, taxBack] = [sum(same, 'gross'), sum(same, 'tax')]
    return back > gross || taxBack > tax
      ? [`${back} with ${taxBack} of tax were credited at ${category}, of ${gross} with ${tax}.`]
      : []
  })
  const all = credited.reduce((sum, credit) => sum + credit.total, 0)
  if (all > total) problems.push(`${all} were credited, of ${total}.`)
  return problems.map((problem) => `Invoice ${nameOf(invoice)}: ${problem}`)
}

function nameOf({ series, number }: InvoiceRow): string {
  return `${series}-${number}`
}

function sum(rates: InvoiceDocument['rates'], of: 'gross' | 'tax'): number {
  return rates.reduce((sum, rate) => sum + rate[of], 0)
}

const AT_ONCE = 200
