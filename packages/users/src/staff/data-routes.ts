import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { erasePersonalData, exportPersonalData, flash, type Person } from '@larder/session'
import { actorOf, recordAudit } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { addressProblem, normalizeAddress } from '../account-fields.js'
import { deleteAccount } from '../accounts/delete-account.js'
import {
  USERS_ERR_ADDRESS,
  USERS_ERR_HAS_ACCOUNT,
  USERS_ERR_NO_CUSTOMER,
  USERS_ERR_STAFF_ACCOUNT
} from '../errors.js'
import { Done, PersonalData } from '../schemas.js'
import { CustomerParams, findCustomer } from './list-customers.js'

/** Gives out, and removes, all that the shop keeps of a customer, or of a guest by the address. */
export default function dataRoutes(app: BlueprintApp): void {
  app.staff.permit('customers.data', {
    about: (t) => t('users-staff:permission.customers-data'),
    role: 'admin',
    askAgain: true
  })
  app.staff.add({
    section: (t) => t('users-staff:nav.customers'),
    label: (t) => t('users-staff:guests.title'),
    route: 'users-staff.guests',
    permission: 'customers.data'
  })
  accountRoutes(app)
  guestRoutes(app)
}

const config = { permission: 'customers.data' }

function accountRoutes(app: BlueprintApp): void {
  const give = {
    config,
    schema: {
      summary: 'All that is kept of a customer',
      params: CustomerParams,
      response: { 200: PersonalData }
    }
  }
  app.post('/:id/export', { name: 'export', ...give }, async (request, reply) => {
    const { id } = request.params
    const customer = await findCustomer(app.db, id)
    if (!customer) throw new USERS_ERR_NO_CUSTOMER()
    return sendData(app, request, reply, { userId: id, email: customer.email })
  })

  const ask = { config, schema: { summary: 'A form to erase a customer', params: CustomerParams } }
  app.get('/:id/erase', { name: 'erase', templates: ['erase'], ...ask }, async (request, reply) => {
    const customer = await findCustomer(app.db, request.params.id)
    if (!customer) throw new USERS_ERR_NO_CUSTOMER()
    return reply.view('erase', { customer })
  })

  const erase = {
    config,
    schema: { summary: 'Erases a customer', params: CustomerParams, response: { 200: Done } }
  }
  app.post('/:id/erase', erase, async (request, reply) => {
    const { id } = request.params
    const deletion = await inTransaction(app.db, async (tx) => {
      const needs = { mails: app.accounts.mails, erase: erasePersonalData(app) }
      const deletion = await deleteAccount(tx, needs, id, new Date())
      if (deletion === 'deleted')
        await recordAudit(tx, actorOf(request), {
          action: 'customers.erase',
          subject: ['user', id],
          changes: {}
        })
      return deletion
    })
    if (deletion === 'gone') throw new USERS_ERR_NO_CUSTOMER()
    if (deletion === 'staff') throw new USERS_ERR_STAFF_ACCOUNT()
    return replyErased(app, request, reply)
  })
}

function guestRoutes(app: BlueprintApp): void {
  const ask = { config, schema: { summary: 'A form for the data of a guest' } }
  app.get('/guests', { name: 'guests', templates: ['guests'], ...ask }, async (_request, reply) =>
    reply.view('guests')
  )

  const give = {
    config,
    schema: { summary: 'All that is kept of a guest', body: GuestAddress, response: { 200: PersonalData } }
  }
  app.post('/guests/export', { name: 'export-guest', ...give }, async (request, reply) => {
    const email = readAddress(request.body.email)
    return sendData(app, request, reply, await findGuest(app, email))
  })

  const erase = {
    config,
    schema: { summary: 'Erases a guest', body: GuestAddress, response: { 200: Done } }
  }
  app.post('/guests/erase', { name: 'erase-guest', ...erase }, async (request, reply) => {
    const guest = await findGuest(app, readAddress(request.body.email))
    await inTransaction(app.db, async (tx) => {
      await erasePersonalData(app)(tx, guest, new Date())
      // Not the address: it is what was erased.
      await recordAudit(tx, actorOf(request), {
        action: 'customers.erase',
        subject: ['guest', '-'],
        changes: {}
      })
    })
    return replyErased(app, request, reply)
  })
}

async function sendData(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  person: Person
): Promise<Record<string, unknown>> {
  const data = await exportPersonalData(app, person)
  // Not a guest's address: it may be erased later, and the log stays.
  const subject = person.userId === null ? (['guest', '-'] as const) : (['user', person.userId] as const)
  await recordAudit(app.db, actorOf(request), { action: 'customers.export', subject, changes: {} })
  reply.header('content-disposition', 'attachment; filename="data.json"')
  return data
}

/** @throws USERS_ERR_HAS_ACCOUNT (409) if an account has proved the address: its page is the place */
async function findGuest({ db }: BlueprintApp, email: string): Promise<Person> {
  if ((await db.user.count({ where: { email } })) > 0) throw new USERS_ERR_HAS_ACCOUNT()
  return { userId: null, email }
}

/** @throws USERS_ERR_ADDRESS (422) */
function readAddress(typed: string): string {
  const email = normalizeAddress(typed)
  if (addressProblem(email)) throw new USERS_ERR_ADDRESS()
  return email
}

function replyErased(app: BlueprintApp, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = request.t('users-staff:erased')
  if (!wantsHtml(request)) return reply.send({ code: 0, message })
  flash(request, message)
  return reply.redirect(app.urlFor('.list'), 303)
}

const GuestAddress = Type.Object({ email: Text(254, 'That the guest ordered with') })
