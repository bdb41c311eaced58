import type {} from '@fastify/rate-limit'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { findGoods, type GoodSummary, translateGoods } from '@larder/goods'
import { isMailAddress } from '@larder/mail'
import { countAttempt, currentUser, flash, requireUser, userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { askForAlert, confirmAlerts, findBySecret, removeBySecret, type Wish } from './ask-for-alert.js'
import { STOCK_ALERTS_ERR_LINK, STOCK_ALERTS_ERR_NO_GOOD } from './errors.js'
import { AlertList, AskBody, Asked, GoodBody, Refused, SecretParams } from './schemas.js'
import { tellIfBack, tellWaiting } from './tell-waiting.js'

export interface StockAlertsOptions {
  /** The confirmed e-mail address of a customer, who need not confirm it again. @default nobody has one */
  findEmail?: FindEmail | undefined
}

type FindEmail = (db: Database, userId: number) => Promise<string | undefined>

export default async function routes(app: BlueprintApp, { findEmail }: Required<StockAlertsOptions>) {
  tellWaiting(app)
  offerOnProduct(app, findEmail)
  keepPersonalData(app)
  askRoutes(app, findEmail)
  linkRoutes(app)
}

/** On the page of a good that is sold out. */
function offerOnProduct(app: BlueprintApp, findEmail: FindEmail): void {
  app.fillSlot('goods.show.actions', {
    template: 'tell-me',
    data: async ({ good }, request) => {
      const user = userOf(request)
      if (good.stock > 0 || good.backorder) return undefined
      const email = user && (await findEmail(app.db, user.id))
      if (!email) return { email: undefined, waits: false }
      const where = { goodId_email: { goodId: good.id, email } }
      const alert = await app.db.stockAlert.findUnique({ where, select: { confirmedAt: true } })
      return { email, waits: Boolean(alert?.confirmedAt) }
    }
  })
}

function keepPersonalData(app: BlueprintApp): void {
  app.onExport('stock_alerts', async (db, { email }) => {
    const alerts = email === null ? [] : await db.stockAlert.findMany({ where: { email } })
    return alerts.map(({ goodId, language, askedAt }) => ({ good: goodId, language, asked_at: askedAt }))
  })
  app.onErase(async (tx, { email }) => {
    if (email !== null) await tx.stockAlert.deleteMany({ where: { email } })
  })
}

function askRoutes(app: BlueprintApp, findEmail: FindEmail): void {
  const ask = {
    summary: 'Asks for one mail when a good that is sold out is there again',
    body: AskBody,
    response: { 200: Asked, 422: Refused }
  }
  // It may send a mail: with @fastify/rate-limit one address may do that only so often.
  app.post('/', { name: 'ask', config: { rateLimit: {} }, schema: ask }, async (request, reply) => {
    const { t, language } = request
    const user = userOf(request)
    const good = await findWanted(app, request)
    const own = user && (await findEmail(app.db, user.id))
    const email = request.body.email?.trim().toLowerCase() || own || ''
    if (!isMailAddress(email)) return refuse(request, reply, good)
    const isProved = email === own
    await keep(good, { goodId: good.id, email, language }, isProved)
    const message = isProved ? t('stock-alerts:waits', { email }) : t('stock-alerts:confirm', { email })
    if (wantsHtml(request)) return goToProduct(app, request, reply, good, message)
    return { outcome: isProved ? ('waits' as const) : ('confirm' as const), message }
  })

  async function keep(good: GoodSummary, wish: Wish, isProved: boolean): Promise<void> {
    const { email, language } = wish
    // An address that is asked for too often gets no more mails; who asks is told nothing of it.
    const isToMail = !isProved && (await countAttempt(app.db, `stock alerts to ${email}`, HOUR)).count <= MOST
    if (!isProved && !isToMail) return
    const [{ name } = good] = await translateGoods(app.db, [good], language)
    await inTransaction(app.db, async (tx) => {
      if (isProved) await tellIfBack(tx, [wish.goodId])
      const secret = await askForAlert(tx, wish, isProved, new Date())
      if (!isToMail) return
      const mail = app.renderMail('confirm', { name, secret }, { language })
      await app.mail.send(tx, { to: email, ...mail, secret: true })
    })
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, good: GoodSummary) {
    const message = request.t('stock-alerts:problem.email')
    if (wantsHtml(request)) return goToProduct(app, request, reply, good, message)
    return reply.code(422).send({ message })
  }

  const forget = { summary: 'Takes a customer’s wish back', body: GoodBody, response: { 200: Refused } }
  const personal = { name: 'forget', preHandler: requireUser, schema: forget }
  app.post('/forget', personal, async (request, reply) => {
    const good = await findWanted(app, request)
    const email = await findEmail(app.db, currentUser(request).id)
    if (email) await app.db.stockAlert.deleteMany({ where: { goodId: good.id, email } })
    const message = request.t('stock-alerts:removed')
    return wantsHtml(request) ? goToProduct(app, request, reply, good, message) : { message }
  })
}

/** Where the links of the mails lead. Programs that look into mails follow links: what a link does is done by a button. */
function linkRoutes(app: BlueprintApp): void {
  const link = { onRequest: hideSecret, schema: { params: SecretParams } }

  const show = { summary: 'What an address waits for', params: SecretParams, response: { 200: AlertList } }
  const shown = { ...link, name: 'show', templates: ['show'], schema: show }
  app.get('/:secret', shown, async (request, reply) => {
    const { secret } = request.params
    const alerts = await findBySecret(app.db, secret)
    const [first] = alerts
    if (!first) throw new STOCK_ALERTS_ERR_LINK()
    const found = await findGoods(
      app.db,
      alerts.map(({ goodId }) => goodId)
    )
    const goods = (await translateGoods(app.db, found, request.language)).map(({ name }) => name)
    const view = { email: first.email, confirmed: first.confirmedAt !== null, goods }
    return wantsHtml(request) ? reply.view('show', { ...view, secret }) : view
  })

  const confirm = { summary: 'Confirms an address', params: SecretParams, response: { 200: Refused } }
  app.post('/:secret', { ...link, schema: confirm }, async (request, reply) => {
    const ids = await inTransaction(app.db, async (tx) => {
      const { secret } = request.params
      const alerts = await findBySecret(tx, secret)
      await tellIfBack(
        tx,
        alerts.map(({ goodId }) => goodId)
      )
      const confirmed = await confirmAlerts(tx, secret, new Date())
      if (confirmed.length === 0) throw new STOCK_ALERTS_ERR_LINK()
      return confirmed
    })
    const [good] = await findGoods(app.db, ids)
    const message = request.t('stock-alerts:confirmed')
    if (!wantsHtml(request)) return { message }
    flash(request, message)
    const page = good ? app.urlFor('goods.show', { slug: good.slug }) : app.urlFor('goods.list')
    return reply.redirect(page, 303)
  })

  // A second time there is nothing to do, and nothing wrong. It begins a session for whoever asks, which a program may do
  // only so often.
  const remove = { summary: 'Forgets an address', params: SecretParams, response: { 200: Refused } }
  const removed = { ...link, name: 'remove', config: { rateLimit: {} }, schema: remove }
  app.post('/:secret/remove', removed, async (request, reply) => {
    await removeBySecret(app.db, request.params.secret)
    const message = request.t('stock-alerts:removed')
    if (!wantsHtml(request)) return { message }
    flash(request, message)
    return reply.redirect(app.urlFor('goods.list'), 303)
  })
}

/** @throws STOCK_ALERTS_ERR_NO_GOOD (404) */
async function findWanted(
  app: BlueprintApp,
  { body }: FastifyRequest<{ Body: { good: number } }>
): Promise<GoodSummary> {
  const [good] = await findGoods(app.db, [body.good])
  if (!good) throw new STOCK_ALERTS_ERR_NO_GOOD()
  return good
}

function goToProduct(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { slug }: GoodSummary,
  message: string
) {
  flash(request, message)
  return reply.redirect(app.urlFor('goods.show', { slug }), 303)
}

/** Other sites must not see the secret of the URL, and no cache keeps the page. */
async function hideSecret(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('referrer-policy', 'strict-origin').header('cache-control', 'no-store')
}

/** Mails to one address in an hour. */
const MOST = 5
const HOUR = 60 * 60_000
