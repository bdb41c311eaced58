import { type BlueprintApp, type Translate, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import { actorOf } from '@larder/staff'
import { Type } from 'typebox'
import { GOODS_ERR_NOT_FOUND } from '../../errors.js'
import { findGoodById } from '../../find-good.js'
import { shownGood } from '../../pages/shown-good.js'
import { changeState, type GoodState } from './change-state.js'
import { findStaffGood } from './find-staff-good.js'
import { Params } from './form-routes.js'

/** Shows a good to visitors, or not any more, and shows staff what they would see. */
export default function stateRoutes(app: BlueprintApp): void {
  const change = {
    config: { permission: 'goods.edit' },
    schema: {
      summary: 'Shows a good to visitors, or not any more',
      params: Params,
      body: Type.Object({ state: State }),
      response: { 200: Type.Object({ state: State }) }
    }
  }
  app.post('/:id/state', { name: 'state', ...change }, async (request, reply) => {
    const { id } = request.params
    const { state } = request.body
    const good = await findStaffGood(app.db, id)
    if (!good) throw new GOODS_ERR_NOT_FOUND()
    await inTransaction(app.db, (tx) => changeState(tx, [id], state, actorOf(request)))
    if (!wantsHtml(request)) return { state }
    flash(request, said(state, good.name, request.t))
    return reply.redirect(app.urlFor('.edit', { id }), 303)
  })

  const preview = {
    config: { permission: 'goods.read' },
    schema: { summary: 'The page of a good as visitors would see it', params: Params }
  }
  app.get('/:id/preview', { name: 'preview', ...preview }, async (request, reply) => {
    const good = await findGoodById(app.db, request.params.id, request.language)
    if (!good) throw new GOODS_ERR_NOT_FOUND()
    // Nothing to be bought here.
    const slots = { 'goods.show.after-price': { good } }
    const related = { kind: 'alike', goods: [] }
    return reply.view('goods:show', { ...shownGood(app, good, request.t), related, meta: {}, slots })
  })
}

const State = Type.Enum(['published', 'unpublished', 'archived'])

function said(state: GoodState, name: string, t: Translate): string {
  switch (state) {
    case 'published':
      return t('goods-staff:published', { name })
    case 'unpublished':
      return t('goods-staff:unpublished', { name })
    case 'archived':
      return t('goods-staff:archived', { name })
  }
}
