import { listCountries } from '@larder/addresses'
import type { Translate, Wording } from '@larder/blueprint'
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
    label: (t: Translate) => t('settings.shop.title'),
    about: (t: Translate) => t('settings.shop.about'),
    fields: {
      name: { kind: 'text', label: (t: Translate) => t('settings.shop.name'), maxLength: 60 },
      logo: {
        kind: 'picture',
        label: (t: Translate) => t('settings.shop.logo'),
        optional: true,
        hint: (t: Translate) => t('settings.shop.logo-hint')
      },
      email: {
        kind: 'email',
        label: (t: Translate) => t('settings.shop.email'),
        optional: true,
        maxLength: 254,
        check: checkMailAddress
      },
      phone: {
        kind: 'text',
        label: (t: Translate) => t('settings.shop.phone'),
        optional: true,
        maxLength: 32
      },
      openingTimes: {
        kind: 'lines',
        label: (t: Translate) => t('settings.shop.opening-times'),
        optional: true,
        maxLength: 500,
        hint: (t: Translate) => t('settings.shop.opening-times-hint')
      },
      notice: {
        kind: 'text',
        label: (t: Translate) => t('settings.shop.notice'),
        optional: true,
        maxLength: 300,
        hint: (t: Translate) => t('settings.shop.notice-hint')
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
    label: (t: Translate) => t('settings.places.title'),
    about: (t: Translate) => t('settings.places.about'),
    fields: {
      currency: {
        kind: 'text',
        label: (t: Translate) => t('settings.places.currency'),
        maxLength: 3,
        hint: (t: Translate) => t('settings.places.currency-hint'),
        check: (text: string) => checkCurrency(text, defaults.currency),
        locked: findOrders
      },
      timeZone: {
        kind: 'text',
        label: (t: Translate) => t('settings.places.time-zone'),
        maxLength: 64,
        hint: (t: Translate) => t('settings.places.time-zone-hint'),
        check: checkTimeZone
      },
      country: {
        kind: 'choice',
        label: (t: Translate) => t('settings.places.country'),
        choices: (language: string) => listCountries(language).map(({ code, name }) => [code, name] as const)
      }
    },
    defaults: { currency: defaults.currency, timeZone: defaults.timeZone, country: defaults.country },
    saved: followCurrency
  })
}

function addSeller(app: FastifyInstance, { seller }: ShopDefaults): OwnerSettings['seller'] {
  return app.settings.add({
    name: 'seller',
    label: (t: Translate) => t('settings.seller.title'),
    about: (t: Translate) => t('settings.seller.about'),
    fields: {
      name: { kind: 'text', label: (t: Translate) => t('settings.seller.name') },
      address: {
        kind: 'lines',
        label: (t: Translate) => t('settings.seller.address'),
        hint: (t: Translate) => t('settings.seller.address-hint'),
        maxLength: 500,
        optional: true
      },
      vatNumber: {
        kind: 'text',
        label: (t: Translate) => t('settings.seller.vat-number'),
        maxLength: 20,
        optional: true,
        hint: (t: Translate) => t('settings.seller.vat-number-hint')
      }
    },
    defaults: { ...seller }
  })
}

function addOrders(app: FastifyInstance, { orderPrefix, mailFrom }: ShopDefaults): OwnerSettings['orders'] {
  return app.settings.add({
    name: 'orders',
    label: (t: Translate) => t('settings.orders.title'),
    fields: {
      numberPrefix: {
        kind: 'text',
        label: (t: Translate) => t('settings.orders.number-prefix'),
        maxLength: 8,
        optional: true,
        check: checkPrefix
      },
      mailName: {
        kind: 'text',
        label: (t: Translate) => t('settings.orders.mail-name'),
        maxLength: 70,
        hint: (t: Translate) => t('settings.orders.mail-name-hint')
      },
      mailAddress: {
        kind: 'email',
        label: (t: Translate) => t('settings.orders.mail-address'),
        maxLength: 254,
        hint: (t: Translate) => t('settings.orders.mail-address-hint'),
        check: checkMailAddress
      },
      staffEmail: {
        kind: 'email',
        label: (t: Translate) => t('settings.orders.staff-email'),
        optional: true,
        maxLength: 254,
        hint: (t: Translate) => t('settings.orders.staff-email-hint'),
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
function checkCurrency(text: string, before: string): Wording | undefined {
  if (!isCurrency(text)) return (t) => t('settings.no-currency')
  if (minorUnits(text) === minorUnits(before)) return undefined
  return (t) => t('settings.other-decimals', { currency: text, before })
}

function checkMailAddress(text: string): Wording | undefined {
  return isMailAddress(text) ? undefined : (t) => t('settings.no-email')
}

function checkPrefix(text: string): Wording | undefined {
  return /^[A-Za-z0-9-]*$/.test(text) ? undefined : (t) => t('settings.no-prefix')
}

function checkTimeZone(text: string): Wording | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return undefined
  } catch {
    return (t) => t('settings.no-time-zone')
  }
}

async function findOrders(db: Database): Promise<Wording | undefined> {
  return (await hasOrders(db)) ? (t) => t('settings.fixed-currency') : undefined
}

async function followCurrency(tx: Database, before: Values, { currency }: Values): Promise<void> {
  if (typeof currency === 'string' && currency !== before.currency) await changeCurrency(tx, currency)
}
