import { countryName, isCountry } from '@larder/addresses'
import {
  type BlueprintApp,
  blueprint,
  type NoParams,
  type Setting,
  settingOf,
  Text,
  type Translate,
  wantsHtml
} from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import { actorOf, dayOf, rangeOfDay, recordAudit, staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Day, Refused } from '../schemas.js'
import { addTaxRate, hasTaxRate, listTaxRates, removeTaxRate } from './tax-rates.js'

export interface TaxStaffOptions {
  /** Where days begin, a name of the IANA time zone database. @default 'UTC' */
  timeZone?: Setting<string>
  /** Where the shop is, ISO 3166-1. @default 'DE' */
  country?: Setting<string>
}

/** What each country takes of the prices, from when on. */
export default blueprint<TaxStaffOptions>(
  {
    name: 'tax-staff',
    root: new URL('../../../tax/', import.meta.url),
    dependencies: ['@larder/staff', '@larder/orders'],
    decorators: { fastify: ['db', 'staff'] },
    defaults: { timeZone: 'UTC', country: 'DE' }
  },
  async (app, { timeZone, country }) => {
    app.staff.permit('tax.edit', { about: (t) => t('tax-staff:permission.tax-edit'), role: 'admin' })
    app.staff.add({
      section: (t) => t('staff:nav.shop'),
      label: (t) => t('tax-staff:list.title'),
      route: 'tax-staff.list',
      permission: 'tax.edit'
    })
    const zone = settingOf(timeZone)
    tellMissing(app, settingOf(country))
    listRoute(app, zone)
    addRoute(app, zone)
    removeRoute(app, zone)
  }
)

/** Where a country has no rate, nothing is delivered there: customers are told so, and the owner why. */
function tellMissing(app: BlueprintApp, country: () => string): void {
  app.fillSlot('staff.front.missing', {
    template: 'missing',
    async data(_, request) {
      if (!app.staff.can(staffMember(request), 'tax.edit')) return undefined
      return (await hasTaxRate(app.db, country(), new Date()))
        ? undefined
        : { country: countryName(country(), request.language) }
    }
  })
}

function listRoute(app: BlueprintApp, timeZone: () => string): void {
  const list = { ...EDIT, schema: { summary: 'The tax rates of all times', response: { 200: RateList } } }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) =>
    wantsHtml(request) ? show(app, reply, timeZone) : { rates: await viewRates(app, timeZone) }
  )
}

function addRoute(app: BlueprintApp, timeZone: () => string): void {
  const add = {
    ...EDIT,
    templates: ['list'],
    schema: {
      summary: 'Adds a rate from a day on',
      body: NewRate,
      response: { 200: RateList, 422: Problems }
    }
  }
  app.post('/', { name: 'add', ...add }, async (request, reply) => {
    const values = request.body
    const { t } = request
    const today = dayOf(new Date(), timeZone())
    const problems = checkRate(values, today, t)
    const category = values.category.trim()
    const country = values.country.trim().toUpperCase()
    const rate = readPercent(values.percent)
    const isRight = Object.keys(problems).length === 0 && rate !== undefined
    const outcome = isRight
      ? await inTransaction(app.db, async (tx) => {
          const row = { country, category, fromAt: rangeOfDay(values.from, timeZone()).from, rate }
          const { outcome } = await addTaxRate(tx, row)
          if (outcome === 'known') return outcome
          const subject = ['tax-rate', `${country} ${category}`] as const
          const changes = { rate: [null, rate], from: [null, values.from] } as const
          await recordAudit(tx, actorOf(request), { action: 'tax.add', subject, changes })
          return outcome
        })
      : undefined
    if (outcome === 'known') problems.from = t('tax-staff:problem.known')
    if (outcome !== 'added') {
      reply.code(422)
      if (wantsHtml(request)) return show(app, reply, timeZone, { values, problems })
      return reply.send({ message: t('tax-staff:refused'), problems })
    }
    return answer(app, request, reply, timeZone, t('tax-staff:added'))
  })
}

function removeRoute(app: BlueprintApp, timeZone: () => string): void {
  const remove = {
    ...EDIT,
    schema: {
      summary: 'Takes back a rate that does not hold yet',
      body: Removed,
      response: { 200: RateList, 422: Refused }
    }
  }
  app.post('/remove', { name: 'remove', ...remove }, async (request, reply) => {
    const { country, category, from } = request.body
    const removed = await inTransaction(app.db, async (tx) => {
      const wanted = { country, category, fromAt: rangeOfDay(from, timeZone()).from }
      const row = await removeTaxRate(tx, wanted, new Date())
      if (!row) return false
      const subject = ['tax-rate', `${country} ${category}`] as const
      const changes = { rate: [row.rate, null], from: [from, null] } as const
      await recordAudit(tx, actorOf(request), { action: 'tax.remove', subject, changes })
      return true
    })
    const { t } = request
    const message = removed ? t('tax-staff:removed') : t('tax-staff:not-removed')
    if (!removed && !wantsHtml(request)) return reply.code(422).send({ message })
    return answer(app, request, reply, timeZone, message)
  })
}

type Values = Static<typeof NewRate>

async function answer(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  timeZone: () => string,
  message: string
) {
  if (!wantsHtml(request)) return { rates: await viewRates(app, timeZone) }
  flash(request, message)
  return reply.redirect(app.urlFor('tax-staff.list'), 303)
}

async function show(
  app: BlueprintApp,
  reply: FastifyReply,
  timeZone: () => string,
  form: { values: Partial<Values>; problems: Partial<Record<keyof Values, string>> } = {
    values: {},
    problems: {}
  }
): Promise<FastifyReply> {
  return reply.view('list', {
    rates: await viewRates(app, timeZone),
    today: dayOf(new Date(), timeZone()),
    countryName,
    ...form
  })
}

async function viewRates(
  app: BlueprintApp,
  timeZone: () => string
): Promise<Static<typeof RateList>['rates']> {
  const now = new Date()
  const rates = await listTaxRates(app.db)
  return rates.map(({ country, category, fromAt, rate }) => {
    const later = rates.some(
      (one) =>
        one.country === country && one.category === category && one.fromAt > fromAt && one.fromAt <= now
    )
    const state = fromAt > now ? 'to come' : later ? 'over' : 'holds'
    return { country, category, from: dayOf(fromAt, timeZone()), rate, state }
  })
}

function checkRate({ country, category, percent, from }: Values, today: string, t: Translate) {
  const problems: Partial<Record<keyof Values, string>> = {}
  if (!isCountry(country.trim().toUpperCase())) problems.country = t('tax-staff:problem.country')
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(category.trim())) problems.category = t('tax-staff:problem.category')
  if (readPercent(percent) === undefined) problems.percent = t('tax-staff:problem.percent')
  // Orders of the days before were placed by what held then.
  if (from < today) problems.from = t('tax-staff:problem.from')
  return problems
}

/** In millionths. @returns undefined for what is none */
function readPercent(text: string): number | undefined {
  const [, whole, fraction = ''] = /^(\d{1,2})(?:\.(\d{1,4}))?$/.exec(text.trim()) ?? []
  return whole === undefined ? undefined : Number(whole + fraction.padEnd(4, '0'))
}

const EDIT = { config: { permission: 'tax.edit' } }
const NewRate = Type.Object({
  country: Text(10, 'ISO 3166-1: DE'),
  category: Text(30, '`standard`, `reduced`, `zero`, or one of your own'),
  percent: Text(10, '`19`, `8.875`'),
  from: Day
})
const Removed = Type.Object({ country: Text(2), category: Text(16), from: Day })
const RateList = Type.Object({
  rates: Type.Array(
    Type.Object({
      country: Type.String(),
      category: Type.String(),
      from: Type.String({ description: 'The day, where the shop is.' }),
      rate: Type.Integer({ description: 'In millionths.' }),
      state: Type.Enum(['holds', 'to come', 'over'])
    })
  )
})
const Problems = Type.Object({ message: Type.String(), problems: Type.Record(Type.String(), Type.String()) })

declare module '@larder/blueprint' {
  interface Routes {
    'tax-staff.list': NoParams
    'tax-staff.add': NoParams
    'tax-staff.remove': NoParams
  }
}
