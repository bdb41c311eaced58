import { randomUUID } from 'node:crypto'
import { type BlueprintApp, WholeNumber, wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import { actorOf, BULK_BODY_LIMIT, BulkRows, nextBatch, readIds } from '@larder/staff'
import { Type } from 'typebox'
import { GOODS_ERR_NO_BATCH } from '../../errors.js'
import { planUndo, undoChange } from './undo-change.js'

/** What a bulk change did, and what of it can be taken back. */
export default function undoRoutes(app: BlueprintApp): void {
  const show = { summary: 'What taking back a bulk change would do', params: Params, response: { 200: Plan } }
  const read = { name: 'show-bulk', templates: ['undo'], config: { permission: 'goods.edit' } }
  app.get('/bulk/:batch', { ...read, schema: show }, async (request, reply) => {
    const { batch: undone } = request.params
    const { made, ids, kept } = await planUndo(app.db, undone, request.t)
    if (!made) throw new GOODS_ERR_NO_BATCH()
    const rows = { ids: ids.join(','), batch: randomUUID(), total: ids.length }
    const { actor } = made
    const at = made.at.toISOString()
    if (!wantsHtml(request)) return { ...rows, actor, at, kept }
    return reply.view('undo', {
      ...rows,
      undone,
      actor,
      at,
      kept: kept.slice(0, MOST_NAMES),
      keptCount: kept.length
    })
  })

  const undo = {
    summary: 'Takes back the next 500 of a bulk change',
    params: Params,
    body: Running,
    response: { 200: Ran }
  }
  const edit = {
    name: 'undo-bulk',
    templates: ['undo'],
    config: { permission: 'goods.edit' },
    bodyLimit: BULK_BODY_LIMIT
  }
  app.post('/bulk/:batch/undo', { ...edit, schema: undo }, async (request, reply) => {
    const { batch: undone } = request.params
    const { ids, batch, total } = request.body
    const { now, rest } = nextBatch(readIds(ids))
    const changed = await undoChange(app.db, { undone, ids: now }, { actor: actorOf(request), batch })
    if (!wantsHtml(request)) return { changed, ids: rest.join(','), batch }
    if (rest.length > 0) {
      const left = { ids: rest.join(','), batch, total: total ?? now.length + rest.length }
      return reply.view('undo', { ...left, undone })
    }
    flash(request, request.t('goods-staff:undone'))
    return reply.redirect(app.urlFor('.list'), 303)
  })
}

const Params = Type.Object({ batch: BulkRows.properties.batch })
const Running = Type.Object({
  ...BulkRows.properties,
  total: Type.Optional(WholeNumber({ minimum: 0, maximum: 1_000_000 }))
})
const Plan = Type.Object({
  ids: Type.String({ description: 'Those that can be set back.' }),
  batch: Type.String({ description: 'For taking it back.' }),
  total: Type.Integer(),
  actor: Type.String({ description: 'Who made the change.' }),
  at: Type.String(),
  kept: Type.Array(Type.String(), { description: 'Names of those that cannot.' })
})
const Ran = Type.Object({
  changed: Type.Integer(),
  ids: Type.String({ description: 'Those that are left. Empty: all are done.' }),
  batch: Type.String()
})

const MOST_NAMES = 20
