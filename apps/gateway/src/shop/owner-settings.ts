import { listCountries } from '@larder/addresses'
import type { Database } from '@larder/database'
import { changeCurrency } from '@larder/goods'
import { isMailAddress } from '@larder/mail'
import { isCurrency, minorUnits } from '@larder/money'
import { hasOrders, type Seller } from '@larder/orders'
import type { Facts } from '@larder/pages'
import type { Values } from '@larder/settings'
import type { FastifyInstance } from 'fastify'

/** What the owner can set of the shop, and what the configuration says until then. */
export interface ShopDefaults {
  currency: string
  timeZone: string
  country: string
  seller: Seller
  orderPrefix: string
  mailFrom: { name: string; address: string }
}

/** Each gives what is set now. */
export interface OwnerSettings {
  shop: () => {
    name: string
    /** A picture, as `readPicture` of @larder/settings reads it. */
    logo: string
    email: string
    phone: string
    openingTimes: string[]
    notice: string
  }
  currency: () => string
  timeZone: () => string
  country: () => string
  seller: () => Seller
  orders: () => { numberPrefix: string; mailName: string; mailAddress: string; staffEmail: string }
  /** What the legal pages name. */
  facts: () => Facts
}

/** Adds the sections of settings that belong to no feature. */
export function addOwnerSettings(app: FastifyInstance, defaults: ShopDefaults): OwnerSettings {
  const shop = addShop(app)
  const places = addPlaces(app, defaults)
  const seller = addSeller(app, defaults)
  const orders = addOrders(app, defaults)
  return {
    ...{ shop, seller, orders },
    currency: () => places().currency,
    timeZone: () => places().timeZone,
    country: () => places().country,
    facts: () => factsOf(shop(), seller())
  }
}

function factsOf(
  { email, phone }: ReturnType<OwnerSettings['shop']>,
  { name, address, vatNumber }: Seller
): Facts {
  return { seller: [name, ...address].join(', '), email, phone, vat: vatNumber }
}

function addShop(app: FastifyInstance): OwnerSettings['shop'] {
  return app.settings.add({
    name: 'shop',
    label: 'The shop',
    about: 'What visitors see on every page.',
    fields: {
      name: { kind: 'text', label: 'Name', maxLength: 60 },
      logo: {
        kind: 'picture',
        label: 'Logo',
        optional: true,
        hint: 'Stands before the name on every page and in mails. A square one with a transparent ground fits best.'
      },
      email: {
        kind: 'text',
        label: 'E-mail address for customers',
        optional: true,
        maxLength: 254,
        check: checkMailAddress
      },
      phone: { kind: 'text', label: 'Phone', optional: true, maxLength: 32 },
      openingTimes: {
        kind: 'lines',
        label: 'Opening times',
        optional: true,
        maxLength: 500,
        hint: 'One line each: Monday to Friday, 9–18.'
      },
      notice: {
        kind: 'text',
        label: 'Notice',
        optional: true,
        maxLength: 300,
        hint: 'Stands above every page: closed over Christmas, for instance.'
      }
    },
    defaults: { name: 'Larder', logo: '', email: '', phone: '', openingTimes: [], notice: '' }
  })
}

function addPlaces(
  app: FastifyInstance,
  defaults: ShopDefaults
): () => Record<'currency' | 'timeZone' | 'country', string> {
  return app.settings.add({
    name: 'places',
    label: 'Currency and place',
    about: 'What prices are in, and where the shop is.',
    fields: {
      currency: {
        kind: 'text',
        label: 'Currency',
        maxLength: 3,
        hint: 'By ISO 4217: EUR. It is fixed once there are orders.',
        check: (text: string) => checkCurrency(text, defaults.currency),
        locked: findOrders
      },
      timeZone: {
        kind: 'text',
        label: 'Time zone',
        maxLength: 64,
        hint: 'Of the times on pages and of delivery: Europe/Berlin.',
        check: checkTimeZone
      },
      country: {
        kind: 'choice',
        label: 'Country',
        choices: listCountries().map(({ code, name }) => [code, name] as const)
      }
    },
    defaults: { currency: defaults.currency, timeZone: defaults.timeZone, country: defaults.country },
    saved: followCurrency
  })
}

function addSeller(app: FastifyInstance, { seller }: ShopDefaults): OwnerSettings['seller'] {
  return app.settings.add({
    name: 'seller',
    label: 'The seller',
    about:
      'Who sells, as invoices name it (2006/112/EC, Art. 226). Invoices that are issued stay as they are.',
    fields: {
      name: { kind: 'text', label: 'Name' },
      address: { kind: 'lines', label: 'Address', hint: 'One line each.', maxLength: 500, optional: true },
      vatNumber: {
        kind: 'text',
        label: 'VAT number',
        maxLength: 20,
        optional: true,
        hint: 'Like DE123456789.'
      }
    },
    defaults: { ...seller }
  })
}

function addOrders(app: FastifyInstance, { orderPrefix, mailFrom }: ShopDefaults): OwnerSettings['orders'] {
  return app.settings.add({
    name: 'orders',
    label: 'Orders and mails',
    fields: {
      numberPrefix: {
        kind: 'text',
        label: 'Numbers of orders begin with',
        maxLength: 8,
        optional: true,
        check: checkPrefix
      },
      mailName: {
        kind: 'text',
        label: 'Mails are from',
        maxLength: 70,
        hint: 'The name that customers see as the sender.'
      },
      mailAddress: {
        kind: 'text',
        label: 'Their address',
        maxLength: 254,
        hint: 'The mail server must be allowed to send for it.',
        check: checkMailAddress
      },
      staffEmail: {
        kind: 'text',
        label: 'Mails to the staff go to',
        optional: true,
        maxLength: 254,
        hint: 'Such as the one that tells which products are low. Empty: none is sent.',
        check: checkMailAddress
      }
    },
    defaults: {
      numberPrefix: orderPrefix,
      mailName: mailFrom.name,
      mailAddress: mailFrom.address,
      staffEmail: ''
    }
  })
}

/** Amounts stay as they are when the currency changes, so it must have as many decimals. */
function checkCurrency(text: string, before: string): string | undefined {
  if (!isCurrency(text)) return 'Write the code of a currency by ISO 4217, like EUR.'
  if (minorUnits(text) === minorUnits(before)) return undefined
  return `${text} has another number of decimals than ${before}. Start the shop with LARDER_CURRENCY=${text} instead.`
}

function checkMailAddress(text: string): string | undefined {
  return isMailAddress(text) ? undefined : 'Write an e-mail address, like shop@example.org.'
}

function checkPrefix(text: string): string | undefined {
  return /^[A-Za-z0-9-]*$/.test(text) ? undefined : 'Use letters, digits and hyphens.'
}

function checkTimeZone(text: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return undefined
  } catch {
    return 'Write a name of the IANA time zone database, like Europe/Berlin.'
  }
}

async function findOrders(db: Database): Promise<string | undefined> {
  return (await hasOrders(db)) ? 'The currency is fixed, since there are orders.' : undefined
}

async function followCurrency(tx: Database, before: Values, { currency }: Values): Promise<void> {
  if (typeof currency === 'string' && currency !== before.currency) await changeCurrency(tx, currency)
}
