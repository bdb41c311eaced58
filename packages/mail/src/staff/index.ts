import { type BlueprintApp, blueprint, type NoParams, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import { actorOf, asPage, recordAudit, staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { MAIL_ERR_STATUS } from '../errors.js'
import { cancelMail, countFailed, findMail, listMails, type Mail, retryMail } from '../manage-mails.js'

/** The outbox for staff: what could not be sent, and what is done about it. */
export default blueprint(
  {
    name: 'mail-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/mail', '@larder/staff'],
    decorators: { fastify: ['db', 'staff'] },
    defaults: {}
  },
  routes
)

async function routes(app: BlueprintApp) {
  app.staff.permit('mails.manage', { about: (t) => t('mail-staff:permission.mails-manage') })
  app.staff.add({
    section: (t) => t('staff:nav.shop'),
    label: (t) => t('mail-staff:list.title'),
    route: 'mail-staff.list',
    permission: 'mails.manage'
  })
  app.fillSlot('staff.front', {
    template: 'front',
    async data(_, request) {
      if (!app.staff.can(staffMember(request), 'mails.manage')) return undefined
      const failed = await countFailed(app.db)
      return failed > 0 ? { failed } : undefined
    }
  })
  listRoute(app)
  retryRoute(app)
  giveUpRoute(app)
}

function listRoute(app: BlueprintApp): void {
  const list = {
    ...MANAGE,
    schema: {
      summary: 'The mails in a state, the newest first',
      querystring: ListQuery,
      response: { 200: MailList }
    }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { status = 'failed', ...place } = request.query
    const found = await listMails(app.db, { status, ...place, limit: PER_PAGE + 1 })
    const { rows, next, previous } = asPage(found, place, PER_PAGE)
    const page = { mails: rows.map(viewOf), next, previous }
    return wantsHtml(request) ? reply.view('list', { ...page, status, place, statuses: STATUSES }) : page
  })
}

function retryRoute(app: BlueprintApp): void {
  const retry = { ...MANAGE, schema: { ...CHANGE, summary: 'Sends a mail again that was given up' } }
  app.post('/:id/retry', { name: 'retry', ...retry }, async (request, reply) => {
    const { id } = request.params
    await inTransaction(app.db, async (tx) => {
      const { status } = await findMail(tx, id)
      await retryMail(tx, id)
      await record(tx, request, 'mails.retry', [status, 'queued'])
    })
    return answer(app, request, reply, request.t('mail-staff:retried'))
  })
}

function giveUpRoute(app: BlueprintApp): void {
  const giveUp = {
    ...MANAGE,
    schema: { ...CHANGE, summary: 'Says that nobody needs a failed mail any more' }
  }
  app.post('/:id/give-up', { name: 'give-up', ...giveUp }, async (request, reply) => {
    const { id } = request.params
    await inTransaction(app.db, async (tx) => {
      const { status } = await findMail(tx, id)
      // What still waits is not given up by a page that shows it as failed.
      if (status !== 'failed') throw new MAIL_ERR_STATUS(id, 'cancelled', status)
      await cancelMail(tx, id)
      await record(tx, request, 'mails.give-up', [status, 'cancelled'])
    })
    return answer(app, request, reply, request.t('mail-staff:given-up'))
  })
}

type ChangeRequest = FastifyRequest<{
  Params: Static<typeof MailParams>
  Querystring: Static<typeof ListQuery>
}>

function record(tx: Database, request: ChangeRequest, action: string, status: [string, string]) {
  const subject = ['mail', request.params.id] as const
  return recordAudit(tx, actorOf(request), { action, subject, changes: { status } })
}

/** Back to the list as it was. */
function answer(app: BlueprintApp, request: ChangeRequest, reply: FastifyReply, message: string) {
  if (!wantsHtml(request)) return { message }
  flash(request, message)
  return reply.redirect(app.urlFor('mail-staff.list', {}, request.query), 303)
}

function viewOf(mail: Mail): Static<typeof ListedMail> {
  const { id, status, recipients, remaining, subject, attempts, problem, secret, doneAt } = mail
  return {
    ...{ id, status, recipients, remaining, subject, attempts, problem },
    created_at: mail.createdAt.toISOString(),
    due_at: mail.dueAt.toISOString(),
    // A secret message is removed when it is done with: whoever asked for it asks again.
    may_retry: (status === 'failed' || status === 'cancelled') && !(secret && doneAt)
  }
}

/** Those that wait for staff come first. */
const STATUSES = ['failed', 'queued', 'sending', 'sent', 'cancelled'] as const

const PER_PAGE = 50
const MANAGE = { config: { permission: 'mails.manage' } }
const MailId = Type.String({ pattern: '^[0-9a-f-]{36}$' })
const MailParams = Type.Object({ id: MailId })
const Done = Type.Object({ message: Type.String() })
const Status = Type.Enum([...STATUSES])
const ListQuery = Type.Object({
  status: Type.Optional(Status),
  after: Type.Optional(MailId),
  before: Type.Optional(MailId)
})
const CHANGE = { params: MailParams, querystring: ListQuery, response: { 200: Done } }
const ListedMail = Type.Object({
  id: Type.String(),
  status: Status,
  recipients: Type.Array(Type.String()),
  remaining: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'Those who have not got it, where others have.'
  }),
  subject: Type.String(),
  attempts: Type.Integer(),
  problem: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
  due_at: Type.String(),
  may_retry: Type.Boolean()
})
const Place = Type.Union([Type.String(), Type.Null()])
const MailList = Type.Object({ mails: Type.Array(ListedMail), next: Place, previous: Place })

declare module '@larder/blueprint' {
  interface Routes {
    'mail-staff.list': NoParams
    'mail-staff.retry': { id: string }
    'mail-staff.give-up': { id: string }
  }
}
