import { type BlueprintApp, inParts } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorOf, recordAudit } from '../audit/record-audit.js'
import { dayOf } from '../lists/shop-days.js'
import { type CsvColumn, writeCsv } from './write-csv.js'

export interface CsvFile<Row> {
  /** What it is of, for its name and for the log of changes: `goods`. */
  name: string
  columns: readonly CsvColumn<Row>[]
  /** What the filters of the list say, for the log: nothing of a person, who may be erased later. */
  filter: object
  /** How many rows they mean. */
  count: number
  rows: AsyncIterable<readonly Row[]>
}

/** Answers with a CSV file, which is made as it is sent. The log has who got which rows before the first of them. */
export async function sendCsv<Row>(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, columns, filter, count, rows }: CsvFile<Row>
): Promise<FastifyReply> {
  if (request.method !== 'HEAD') {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
    const changes = [...given, ['rows', count]].map(([field, value]) => [field, [null, value]])
    await recordAudit(app.db, actorOf(request), {
      action: `${name}.export`,
      subject: ['export', name],
      changes: Object.fromEntries(changes)
    })
  }
  const day = dayOf(new Date(), app.staff.timeZone())
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}-${day}.csv"`)
    .send(inParts(request, writeCsv(columns, rows)))
}

/**
 * Reads a table in batches, each from the row after the last one of the batch before: all of it may
 * not fit into memory.
 *
 * @param read the rows with an id above `after` in the order of their ids, `take` at most
 */
export async function* readInBatches<Row extends { id: number }>(
  read: (place: { after: number; take: number }) => Promise<Row[]>
): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const rows = await read({ after, take: BATCH })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    after = last.id
  }
}

const BATCH = 500
