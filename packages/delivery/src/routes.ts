import { countryName } from '@larder/addresses'
import { type BlueprintApp, type Setting, settingOf, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import type {} from '@larder/tasks'
import { listMethods, type StoredMethod } from './list-methods.js'
import { makeSlots } from './make-slots.js'
import { DeliveryView, type MethodView } from './schemas.js'
import { weekdayName } from './weekday-name.js'

export interface DeliveryOptions {
  /** What prices are in, ISO 4217. @default 'EUR' */
  currency?: Setting<string> | undefined
  /** Of the times in the plans, a name of the IANA time zone database. @default 'UTC' */
  timeZone?: Setting<string> | undefined
}

export default async function routes(app: BlueprintApp, options: Required<DeliveryOptions>) {
  const [currency, timeZone] = [settingOf(options.currency), settingOf(options.timeZone)]
  app.tasks.every('delivery.make-slots', HOUR, () => makeSlots(app.db, timeZone()))

  const show = {
    summary: 'How goods come to people, what that costs, where to and when',
    response: { 200: DeliveryView }
  }
  const toShow = { name: 'show', templates: ['show'], schema: show, config: { shared: true } } as const
  app.get('/', toShow, async (request, reply) => {
    const methods = (await listMethods(app.db)).filter(({ active }) => active).map(viewOf)
    const view = { methods, currency: currency(), time_zone: timeZone() }
    if (!wantsHtml(request)) return view
    const meta = { description: request.t('delivery:show.description'), canonical: app.urlFor('.show') }
    return reply.view('show', { ...view, formatPrice, countryName, weekdayName, meta })
  })
}

function viewOf({ areas, plans, ...method }: StoredMethod): MethodView {
  const { code, name, description, kind, price, freeFrom, minTotal } = method
  const countries = [...new Set(areas.map(({ country }) => country))]
  return {
    code,
    name,
    description,
    kind,
    price,
    free_from: freeFrom,
    min_total: minTotal,
    areas: countries.map((country) => ({ country, postal_prefixes: prefixesIn(areas, country) })),
    times: plans.map(({ weekday, starts, ends, cutoffMinutes }) => {
      return { weekday, starts, ends, cutoff_minutes: cutoffMinutes }
    })
  }
}

/** None where one of the areas is the whole country. */
function prefixesIn(areas: StoredMethod['areas'], country: string): string[] {
  const prefixes = areas.flatMap((area) => (area.country === country ? [area.postalPrefix] : []))
  return prefixes.includes('') ? [] : prefixes
}

const HOUR = 60 * 60 * 1_000
