import {
  type BlueprintApp,
  errorMessage,
  type Setting,
  settingOf,
  type Translate,
  wantsHtml
} from '@larder/blueprint'
import { inTransaction, violatedConstraint } from '@larder/database'
import { currentUser, flash, refuseRemovedUser, requireUser } from '@larder/session'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Address, type AddressInput, inputOf } from '../address.js'
import { addressForm } from '../address-form.js'
import { type AddressOutcome, type AddressProblems, checkAddress } from '../check-address.js'
import { listCountries } from '../countries.js'
import { ADDRESSES_ERR_FULL, ADDRESSES_ERR_NOT_FOUND, ADDRESSES_ERR_SAME } from '../errors.js'
import { formatAddress } from '../format-address.js'
import {
  type BookedAddress,
  changeAddress,
  findAddress,
  findAddresses,
  MOST_ADDRESSES,
  makeDefault,
  removeAddress,
  type SaveOutcome,
  saveAddress
} from './address-book.js'
import { AddressBody, AddressList, AddressParams, AddressView, Refused } from './schemas.js'

export interface AddressesOptions {
  /** The country that a new address begins with, ISO 3166-1. @default 'DE' */
  country?: Setting<string> | undefined
}

export default async function routes(app: BlueprintApp, { country }: Required<AddressesOptions>) {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
  app.onExport('addresses', async (db, { userId }) => (userId === null ? [] : findAddresses(db, userId)))
  showRoutes(app, settingOf(country))
  saveRoutes(app)
  changeRoutes(app)
}

function showRoutes(app: BlueprintApp, country: () => string): void {
  const list = { summary: 'The customer’s addresses', response: { 200: AddressList } }
  app.get('/', { name: 'list', templates: ['list'], ...PERSONAL, schema: list }, async (request, reply) => {
    const answer = await listViews(app, request)
    return wantsHtml(request) ? reply.view('list', { ...answer, most: MOST_ADDRESSES }) : answer
  })

  const blank = { summary: 'The form of a new address' }
  app.get('/new', { name: 'new', ...FORM, schema: blank }, async (request, reply) =>
    showForm(request, reply, { values: { country: country() } })
  )

  const show = { summary: 'An address', params: AddressParams, response: { 200: AddressView } }
  app.get('/:id', { name: 'show', ...FORM, schema: show }, async (request, reply) => {
    const booked = await findOwn(app, request, request.params.id)
    return wantsHtml(request)
      ? showForm(request, reply, { values: inputOf(booked.address), id: booked.id })
      : viewAddress(booked, request.language)
  })
}

function saveRoutes(app: BlueprintApp): void {
  const body = AddressBody
  const add = { summary: 'Adds an address', body, response: { 201: AddressView, 422: Refused } }
  app.post('/', { ...FORM, schema: add }, async (request, reply) => {
    const checked = checkForm(request.body, request.t)
    if (checked.outcome !== 'address') return showAgain(request, reply, request.body, checked)
    const saved = await save(currentUser(request).id, checked.address)
    if (!saved) return refuseRemovedUser(request, reply)
    if (saved.outcome === 'full') return refuse(request, reply, new ADDRESSES_ERR_FULL(MOST_ADDRESSES))
    if (wantsHtml(request)) return goToList(app, request, reply, request.t('addresses:saved'))
    return reply.code(201).send(viewAddress(await findOwn(app, request, saved.id), request.language))
  })

  const schema = { summary: 'Changes an address', params: AddressParams, body }
  const change = { ...schema, response: { 200: AddressView, 422: Refused } }
  app.post('/:id', { ...FORM, schema: change }, async (request, reply) => {
    const { id } = request.params
    await findOwn(app, request, id)
    const checked = checkForm(request.body, request.t)
    if (checked.outcome !== 'address') return showAgain(request, reply, request.body, checked, id)
    const changed = await inTransaction(app.db, (tx) =>
      changeAddress(tx, currentUser(request).id, id, checked.address)
    )
    if (changed === 'gone') throw new ADDRESSES_ERR_NOT_FOUND()
    if (changed === 'same') return refuse(request, reply, new ADDRESSES_ERR_SAME(), id)
    if (wantsHtml(request)) return goToList(app, request, reply, request.t('addresses:saved'))
    return viewAddress(await findOwn(app, request, id), request.language)
  })

  /** @returns undefined where the customer was removed */
  async function save(userId: number, address: Address): Promise<SaveOutcome | undefined> {
    try {
      return await inTransaction(app.db, (tx) => saveAddress(tx, userId, address, new Date()))
    } catch (error) {
      if (violatedConstraint(error) === 'addresses_user_id_fkey') return undefined
      throw error
    }
  }
}

function changeRoutes(app: BlueprintApp): void {
  const one = { params: AddressParams, response: { 200: AddressList } }
  const choose = { ...one, summary: 'Makes an address the default' }
  app.post('/:id/default', { name: 'make-default', ...PERSONAL, schema: choose }, async (request, reply) => {
    const { id: userId } = currentUser(request)
    const isDone = await inTransaction(app.db, (tx) => makeDefault(tx, userId, request.params.id))
    if (!isDone) throw new ADDRESSES_ERR_NOT_FOUND()
    if (wantsHtml(request)) return goToList(app, request, reply, request.t('addresses:is-default'))
    return listViews(app, request)
  })

  const remove = { ...one, summary: 'Removes an address; orders keep theirs' }
  app.post('/:id/remove', { name: 'remove', ...PERSONAL, schema: remove }, async (request, reply) => {
    const isDone = await removeAddress(app.db, currentUser(request).id, request.params.id)
    if (!isDone) throw new ADDRESSES_ERR_NOT_FOUND()
    if (wantsHtml(request)) return goToList(app, request, reply, request.t('addresses:removed'))
    return listViews(app, request)
  })
}

type SaveRequest = FastifyRequest<{ Body: AddressBody }>

type Checked = AddressOutcome | { outcome: 'update' }

function checkForm(form: AddressBody, t: Translate): Checked {
  return form.action === 'update' ? { outcome: 'update' } : checkAddress(form, t)
}

/** What was typed, in the form of its country, with what is wrong. */
function showAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  { action, ...values }: AddressBody,
  checked: Exclude<Checked, { outcome: 'address' }>,
  id?: number
) {
  const problems = checked.outcome === 'problems' ? checked.problems : {}
  if (checked.outcome === 'problems' || !wantsHtml(request)) reply.code(422)
  if (wantsHtml(request)) return showForm(request, reply, { values, id, problems })
  return reply.send({ message: request.t('addresses:not-saved'), problems })
}

/** A browser keeps what was typed, with the reason above it. */
function refuse(request: SaveRequest, reply: FastifyReply, error: FastifyError, id?: number) {
  if (!wantsHtml(request)) throw error
  const { action, ...values } = request.body
  return showForm(request, reply.code(409), { values, id, message: errorMessage(request, error) })
}

interface Shown {
  values: AddressInput
  /** Of the address that is changed. */
  id?: number | undefined
  problems?: AddressProblems
  message?: string
}

function showForm(
  { language }: FastifyRequest,
  reply: FastifyReply,
  { values, id, problems = {}, message = '' }: Shown
) {
  const form = addressForm(values.country ?? '')
  return reply.view('form', { id, values, problems, message, form, countries: listCountries(language) })
}

function goToList(app: BlueprintApp, request: FastifyRequest, reply: FastifyReply, message: string) {
  flash(request, message)
  return reply.redirect(app.urlFor('.list'), 303)
}

/** @throws ADDRESSES_ERR_NOT_FOUND (404), for another customer's too */
async function findOwn(app: BlueprintApp, request: FastifyRequest, id: number): Promise<BookedAddress> {
  const booked = await findAddress(app.db, currentUser(request).id, id)
  if (!booked) throw new ADDRESSES_ERR_NOT_FOUND()
  return booked
}

async function listViews(app: BlueprintApp, request: FastifyRequest) {
  const book = await findAddresses(app.db, currentUser(request).id)
  return { addresses: book.map((booked) => viewAddress(booked, request.language)) }
}

function viewAddress({ id, isDefault, address }: BookedAddress, language: string): AddressView {
  return { id, is_default: isDefault, ...inputOf(address), lines: formatAddress(address, language) }
}

const PERSONAL = { preHandler: requireUser }
const FORM = { ...PERSONAL, templates: ['form'] }
