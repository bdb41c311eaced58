import { randomUUID } from 'node:crypto'
import {
  type BlueprintApp,
  FilledText,
  OrEmpty,
  RowId,
  Text,
  type Translate,
  WholeNumber,
  wantsHtml
} from '@larder/blueprint'
import { flash } from '@larder/session'
import { actorOf, PageQuery, replyConflict, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { STOCK_ERR_NO_GOOD, STOCK_ERR_SHORT } from '../errors.js'
import type { StockLevel } from '../stock-levels.js'
import { changeStock, readLevel, type StockChange } from './change-stock.js'
import { listMovements } from './list-levels.js'
import type { NameGoods } from './name-goods.js'

/** The stock of one good: what there is, what moved, and how staff change it. */
export default function goodRoutes(app: BlueprintApp, nameGoods: NameGoods): void {
  const show = {
    config: { permission: 'stock.read' },
    schema: {
      summary: 'The stock of a good, and what moved',
      params: Params,
      querystring: PageQuery,
      response: { 200: GoodStockAnswer }
    }
  }
  app.get('/:good', { name: 'good', templates: ['good'], ...show }, async (request, reply) => {
    const { good } = request.params
    const name = await findName(app, nameGoods, good)
    const level = await readLevel(app.db, good)
    const view = await viewGood(app, name, level, request.query)
    sendVersion(reply, level.version)
    return wantsHtml(request) ? showPage(reply, view) : view
  })

  const answer = changeAndAnswer(app, nameGoods)
  const edit = { config: { permission: 'stock.edit' } }
  const form = { ...edit, templates: ['good'] }
  const schemaOf = <Body>(summary: string, body: Body) => {
    return { summary, params: Params, body, response: { 200: LevelAnswer } }
  }

  const move = schemaOf('Adds units to a good, or takes some', Move)
  app.post('/:good/move', { name: 'move', ...form, schema: move }, async (request, reply) => {
    const { kind, units, note, move_id } = request.body
    const by = kind === 'removed' ? -units : units
    // A form that a browser restored, with another number, is another change.
    const ref = move_id && `staff:${move_id}:${by}`
    const change = { kind: kind === 'received' ? kind : ('corrected' as const), by, ref, note }
    return answer(request, reply, request.params.good, change)
  })

  const count = schemaOf('Says how many of a good there are', Count)
  app.post('/:good/count', { name: 'count', ...edit, schema: count }, async (request, reply) => {
    const { count, note } = request.body
    return answer(request, reply, request.params.good, { count, version: seenVersion(request), note })
  })

  const rules = schemaOf('Says how a good is sold when there are few', Rules)
  app.post('/:good/rules', { name: 'rules', ...form, schema: rules }, async (request, reply) => {
    const { backorder, low_at } = request.body
    const lowAt = typeof low_at === 'number' ? low_at : null
    const change = { backorder: backorder === 'yes', lowAt, version: seenVersion(request) }
    return answer(request, reply, request.params.good, change)
  })
}

/** @throws STOCK_ERR_NO_GOOD (404) */
async function findName(app: BlueprintApp, nameGoods: NameGoods, good: number): Promise<string> {
  const name = (await nameGoods(app.db, [good])).get(good)
  if (name === undefined) throw new STOCK_ERR_NO_GOOD()
  return name
}

/** Makes the change, and answers what became of it. */
function changeAndAnswer(app: BlueprintApp, nameGoods: NameGoods) {
  return async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    good: number,
    change: StockChange
  ) {
    const name = await findName(app, nameGoods, good)
    const by = { actor: actorOf(request), hooks: app.stockHooks }
    const { outcome, level } = await changeStock(app.db, good, change, by)
    const back = app.urlFor('.good', { good })
    if (outcome === 'conflict') {
      const fields = conflictFields(change, level, request.t)
      return replyConflict(request, reply, { title: name, back, version: level.version, fields })
    }
    if (outcome === 'short') {
      if (!wantsHtml(request)) throw new STOCK_ERR_SHORT(level.onHand)
      const field = 'backorder' in change ? 'backorder' : 'units'
      const problems = { [field]: request.t('stock-staff:short', { n: level.onHand }) }
      const view = await viewGood(app, name, level)
      return showPage(reply.code(422), view, { values: request.body, problems })
    }
    sendVersion(reply, level.version)
    if (!wantsHtml(request)) return { good, ...viewOf(level) }
    flash(request, request.t('stock-staff:changed', { name, n: level.onHand }))
    return reply.redirect(back, 303)
  }
}

async function viewGood(app: BlueprintApp, name: string, level: StockLevel, page: PageQuery = {}) {
  const good = level.goodId
  const { rows: movements, next, previous } = await listMovements(app.db, good, page)
  return { good, name, ...viewOf(level), movements, next, previous }
}

/** @param refused what was typed, and what is wrong with it by the name of its field */
function showPage(
  reply: FastifyReply,
  view: Awaited<ReturnType<typeof viewGood>>,
  refused: { values: unknown; problems: Record<string, string> } = { values: {}, problems: {} }
): FastifyReply {
  return reply.view('good', { ...view, ...refused, move_id: randomUUID() })
}

function viewOf({ onHand, backorder, lowAt, version }: StockLevel) {
  return { on_hand: onHand, backorder, low_at: lowAt, version }
}

function conflictFields(change: StockChange, { onHand, backorder, lowAt }: StockLevel, t: Translate) {
  if ('backorder' in change) {
    const word = (on: boolean) => (on ? 'yes' : '')
    const number = (count: number | null) => (count === null ? '' : String(count))
    return [
      {
        label: t.of('stock-staff:field', 'backorder'),
        name: 'backorder',
        mine: word(change.backorder),
        theirs: word(backorder)
      },
      {
        label: t.of('stock-staff:field', 'low_at'),
        name: 'low_at',
        mine: number(change.lowAt),
        theirs: number(lowAt)
      }
    ]
  }
  const counted = 'count' in change ? String(change.count) : ''
  return [
    { label: t.of('stock-staff:field', 'count'), name: 'count', mine: counted, theirs: String(onHand) },
    {
      label: t.of('stock-staff:field', 'note'),
      name: 'note',
      mine: 'note' in change ? change.note : '',
      theirs: ''
    }
  ]
}

const Params = Type.Object({ good: RowId('The good’s') })
const Note = FilledText(200, 'Why')
const Units = { minimum: 1, maximum: 1_000_000 }
const Version = Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 }))

const Move = Type.Object({
  kind: Type.Enum(['received', 'added', 'removed'], {
    description: 'A delivery; or units that are found, or lost'
  }),
  units: WholeNumber(Units),
  note: Note,
  move_id: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'Made for each change: a repeated request with it changes nothing'
    })
  )
})
const Count = Type.Object({
  count: WholeNumber({ minimum: 0, maximum: 1_000_000 }),
  note: Note,
  version: Version
})
const Rules = Type.Object({
  backorder: Type.Optional(Text(3, '`yes`: it can be ordered though there is none')),
  low_at: OrEmpty(WholeNumber({ minimum: 0, maximum: 1_000_000, description: 'Staff are told then' })),
  version: Version
})

const Level = {
  good: Type.Integer(),
  on_hand: Type.Integer(),
  backorder: Type.Boolean(),
  low_at: Type.Union([Type.Integer(), Type.Null()]),
  version: Type.Integer()
}
const LevelAnswer = Type.Object(Level)
const GoodStockAnswer = Type.Object({
  ...Level,
  name: Type.String(),
  movements: Type.Array(
    Type.Object({
      id: Type.Integer(),
      at: Type.String(),
      quantity: Type.Integer(),
      kind: Type.String(),
      ref: Type.Union([Type.String(), Type.Null()]),
      note: Type.String()
    })
  ),
  next: Type.Union([Type.Integer(), Type.Null()]),
  previous: Type.Union([Type.Integer(), Type.Null()])
})
