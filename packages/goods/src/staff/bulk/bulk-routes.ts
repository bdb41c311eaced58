import { randomUUID } from 'node:crypto'
import { type BlueprintApp, OrEmpty, RowId, Text, WholeNumber, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { actorOf, BULK_BODY_LIMIT, BulkRows, nextBatch, readIds } from '@larder/staff'
import { type Static, Type } from 'typebox'
import { GOODS_ERR_NO_CATEGORY } from '../../errors.js'
import { GoodsFilterQuery } from '../list/list-routes.js'
import { applyChange, type BulkChange, freezeFilter, tryChange } from './bulk-change.js'
import { ROUNDINGS } from './change-prices.js'

/** Changes many goods at once: a dry run, then 500 at a time. */
export default function bulkRoutes(app: BlueprintApp): void {
  const edit = { config: { permission: 'goods.edit' }, templates: ['bulk'] }

  // The dry run is the answer to a form: who has to log in there is led back to its address.
  const list = { config: edit.config, schema: { summary: 'Leads to the list, where goods are chosen' } }
  app.get('/bulk', list, async (_request, reply) => reply.redirect(app.urlFor('.list'), 303))

  const dryRun = { summary: 'What a change of many goods would do', body: Chosen, response: { 200: Tried } }
  app.post('/bulk', { name: 'bulk', ...edit, schema: dryRun }, async (request, reply) => {
    const { body } = request
    const change = await readChange(body)
    const ids = body.all === 'yes' ? await freezeFilter(app.db, body) : [body.id ?? []].flat()
    const frozen = readIds(ids.join(','))
    const { changes, examples } = await tryChange(app.db, frozen, change)
    const rows = { ids: frozen.join(','), batch: randomUUID(), total: frozen.length }
    if (!wantsHtml(request)) return { ...rows, changes, examples }
    return reply.view('bulk', { ...rows, changes, examples, change, fields: fieldsOf(body), formatPrice })
  })

  const next = { summary: 'Changes the next 500 of many goods', body: Running, response: { 200: Ran } }
  const run = { name: 'run-bulk', ...edit, bodyLimit: BULK_BODY_LIMIT, schema: next }
  app.post('/bulk/run', run, async (request, reply) => {
    const { body } = request
    const change = await readChange(body)
    const { now, rest } = nextBatch(readIds(body.ids))
    const changed = await applyChange(app.db, now, change, { actor: actorOf(request), batch: body.batch })
    const ids = rest.join(',')
    if (!wantsHtml(request)) return { changed, ids, batch: body.batch }
    if (rest.length > 0) {
      const total = body.total ?? now.length + rest.length
      return reply.view('bulk', {
        ids,
        batch: body.batch,
        total,
        change,
        fields: fieldsOf(body),
        formatPrice
      })
    }
    flash(request, request.t('goods-staff:bulk-done'))
    return reply.redirect(app.urlFor('.show-bulk', { batch: body.batch }), 303)
  })

  /** @throws GOODS_ERR_NO_CATEGORY (404) */
  async function readChange(body: Static<typeof Change>): Promise<BulkChange> {
    const { action } = body
    if (action === 'price')
      return { what: 'price', perMille: body.per_mille || 0, rounding: body.rounding ?? 'cent' }
    if (action !== 'category') return { what: 'state', state: action }
    const category = await app.db.category.findUnique({ where: { slug: body.to_category ?? '' } })
    if (!category) throw new GOODS_ERR_NO_CATEGORY()
    return { what: 'category', categoryId: category.id, name: category.name }
  }
}

function fieldsOf({ action, to_category = '', per_mille = '', rounding = 'cent' }: Static<typeof Change>) {
  return { action, to_category, per_mille, rounding }
}

const Change = Type.Object({
  action: Type.Enum(['published', 'unpublished', 'archived', 'category', 'price']),
  to_category: Type.Optional(Text(64, 'The slug of the category, for `category`')),
  per_mille: OrEmpty(
    WholeNumber({ minimum: -999, maximum: 10_000, description: 'For `price`: 50 is 5 % more' })
  ),
  rounding: Type.Optional(Type.Enum([...ROUNDINGS], { description: 'For `price`' }))
})

const Chosen = Type.Object({
  ...Change.properties,
  ...GoodsFilterQuery.properties,
  id: Type.Optional(Type.Union([RowId(), Type.Array(RowId(), { maxItems: 1_000 })])),
  all: Type.Optional(Text(3, '`yes`: all that the filter means, instead of those by `id`'))
})

const Running = Type.Object({
  ...Change.properties,
  ...BulkRows.properties,
  total: Type.Optional(WholeNumber({ minimum: 0, maximum: 1_000_000 }))
})

const Value = Type.Union([Type.String(), Type.Integer()])
const Tried = Type.Object({
  ids: Type.String(),
  batch: Type.String(),
  total: Type.Integer(),
  changes: Type.Integer({ description: 'How many would be changed.' }),
  examples: Type.Array(
    Type.Object({ name: Type.String(), before: Value, after: Value, currency: Type.String() })
  )
})
const Ran = Type.Object({
  changed: Type.Integer(),
  ids: Type.String({ description: 'Those that are left. Empty: all are done.' }),
  batch: Type.String()
})
