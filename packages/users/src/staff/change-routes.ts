import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction, Role } from '@larder/database'
import { flash, SESSION_ERR_FORBIDDEN } from '@larder/session'
import { actorOf, recordAudit, staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { USERS_ERR_NO_CUSTOMER, USERS_ERR_OWN_ACCOUNT, USERS_ERR_UNPROVED } from '../errors.js'
import { Done } from '../schemas.js'
import {
  blockUser,
  type CustomerChange,
  changeRole,
  endSessions,
  resetFactor,
  unblockUser
} from './change-customer.js'
import { CustomerParams } from './list-customers.js'

/** What staff change of an account: a button each, and an entry in the log. */
export default function changeRoutes(app: BlueprintApp): void {
  app.staff.permit('customers.edit', { about: (t) => t('users-staff:permission.customers-edit') })
  app.staff.permit('users.edit', {
    about: (t) => t('users-staff:permission.users-edit'),
    role: 'admin',
    askAgain: true
  })
  sessionRoutes(app)
  roleRoutes(app)
}

function sessionRoutes(app: BlueprintApp): void {
  const end = done('Ends all sessions of a customer', 'customers.edit')
  app.post('/:id/end-sessions', { name: 'end-sessions', ...end }, async (request, reply) =>
    change(app, request, reply, 'customers.end-sessions', (tx, actor, id) => endSessions(tx, actor, id))
  )
  const block = done('Keeps a customer from logging in', 'customers.edit')
  app.post('/:id/block', { name: 'block', ...block }, async (request, reply) =>
    change(app, request, reply, 'customers.block', (tx, actor, id) =>
      blockUser(tx, app.accounts.mails, actor, id, new Date())
    )
  )
  const unblock = done('Lets a customer log in again', 'customers.edit')
  app.post('/:id/unblock', { name: 'unblock', ...unblock }, async (request, reply) =>
    change(app, request, reply, 'customers.unblock', (tx, actor, id) =>
      unblockUser(tx, app.accounts.mails, actor, id)
    )
  )
}

function roleRoutes(app: BlueprintApp): void {
  const reset = done('Removes the second factor of a user who has lost it', 'users.edit')
  app.post('/:id/second-factor/reset', { name: 'reset-factor', ...reset }, async (request, reply) =>
    change(app, request, reply, 'users.reset-second-factor', (tx, actor, id) =>
      resetFactor(tx, app.accounts.mails, actor, id)
    )
  )
  const role = done('Makes a user a customer, staff or admin', 'users.edit')
  const schema = { ...role.schema, body: Type.Object({ role: Type.Enum(Role) }) }
  app.post('/:id/role', { name: 'role', ...role, schema }, async (request, reply) =>
    change(app, request, reply, 'users.change-role', (tx, actor, id) =>
      changeRole(tx, actor, id, request.body.role)
    )
  )
}

const done = (summary: string, permission: string) => ({
  config: { permission },
  schema: { summary, params: CustomerParams, response: { 200: Done } }
})

/** Changes an account and writes it into the log, or says why not. */
async function change(
  app: BlueprintApp,
  request: FastifyRequest<{ Params: { id: number } }>,
  reply: FastifyReply,
  action: string,
  work: (tx: Database, actorId: number, id: number) => Promise<CustomerChange>
): Promise<FastifyReply> {
  const { id } = request.params
  const result = await inTransaction(app.db, async (tx) => {
    const result = await work(tx, staffMember(request).id, id)
    if (result.outcome === 'changed')
      await recordAudit(tx, actorOf(request), { action, subject: ['user', id], changes: result.changes })
    return result
  })
  if (result.outcome === 'gone') throw new USERS_ERR_NO_CUSTOMER()
  if (result.outcome === 'own') throw new USERS_ERR_OWN_ACCOUNT()
  if (result.outcome === 'unproved') throw new USERS_ERR_UNPROVED()
  if (result.outcome === 'refused') throw new SESSION_ERR_FORBIDDEN()
  const { t } = request
  const message = result.outcome === 'changed' ? t('users-staff:changed') : t('users-staff:same')
  if (!wantsHtml(request)) return reply.send({ code: 0, message })
  flash(request, message)
  return reply.redirect(app.urlFor('.show', { id }), 303)
}
