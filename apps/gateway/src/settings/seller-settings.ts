import { isCountry } from '@larder/addresses/countries'
import type { Seller } from '@larder/orders'
import { type ConfigOf, parseList, type SettingRows } from '@larder/serve'

/** Who sells, as invoices name it, and how orders are numbered. */
export const SELLER_SETTINGS = {
  sellerName: {
    env: 'LARDER_SELLER_NAME',
    about: 'who sells, as invoices name it (default: Larder)',
    default: 'Larder',
    parse: parseText
  },
  sellerAddress: {
    env: 'LARDER_SELLER_ADDRESS',
    about: 'the lines of its address, with commas between them: Marktplatz 1,10115 Berlin',
    parse: parseList
  },
  vatNumber: {
    env: 'LARDER_VAT_NUMBER',
    about: 'its number for VAT, as DE123456789',
    parse: parseText
  },
  termsUrl: {
    env: 'LARDER_TERMS_URL',
    about: 'the page with the terms that people order by, as https://shop.example/terms',
    parse: parsePage
  },
  withdrawalUrl: {
    env: 'LARDER_WITHDRAWAL_URL',
    about: 'the page that tells of the right to withdraw',
    parse: parsePage
  },
  orderPrefix: {
    env: 'LARDER_ORDER_PREFIX',
    about: 'what numbers of orders begin with, at most 8 letters, digits and hyphens (default: L-)',
    default: 'L-',
    parse: parsePrefix
  },
  country: {
    env: 'LARDER_COUNTRY',
    about: 'where the shop is, by ISO 3166-1 (default: DE)',
    default: 'DE',
    parse: parseCountry
  },
  taxCountry: {
    env: 'LARDER_TAX_COUNTRY',
    about: 'whose tax orders have: of the country that they go to, destination (default), or of the seller',
    default: 'destination',
    parse: parseTaxCountry
  }
} satisfies SettingRows

type SellerConfig = ConfigOf<typeof SELLER_SETTINGS>

interface Surroundings {
  /** Whether a seller who is not set is made up. */
  development: boolean
}

/** The seller that invoices name. */
export function sellerOf({
  sellerName,
  sellerAddress,
  vatNumber,
  development
}: SellerConfig & Surroundings): Seller {
  const madeUp = development ? EXAMPLE : { address: [], vatNumber: '' }
  return {
    name: sellerName,
    address: sellerAddress ?? madeUp.address,
    vatNumber: vatNumber ?? madeUp.vatNumber
  }
}

/** What invoices lack by law (2006/112/EC, Art. 226). It keeps nobody from starting. */
export function warningsOfSeller({
  sellerAddress,
  vatNumber,
  development
}: SellerConfig & Surroundings): string[] {
  if (development) return []
  const settings = { LARDER_SELLER_ADDRESS: sellerAddress, LARDER_VAT_NUMBER: vatNumber }
  const missing = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [name] : []))
  return missing.length === 0
    ? []
    : [`Invoices do not name the seller in full. Set ${missing.join(' and ')}.`]
}

const EXAMPLE = { address: ['Marktstraße 1', '10115 Berlin'], vatNumber: 'DE123456789' }

function parseText(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > 200) throw new Error('Write a text of 1 to 200 characters.')
  return trimmed
}

/** Mails link it too, so it is a whole URL. */
function parsePage(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new Error('Write the whole URL of a page, like https://shop.example/terms.')
  return url.href
}

/** The column of an order's number takes 24 characters. */
function parsePrefix(text: string): string {
  if (!/^[A-Za-z0-9-]{0,8}$/.test(text))
    throw new Error('Write at most 8 letters, digits and hyphens, like L-.')
  return text
}

function parseCountry(text: string): string {
  if (!isCountry(text)) throw new Error('Write a code of ISO 3166-1, like DE.')
  return text
}

function parseTaxCountry(text: string): 'seller' | 'destination' {
  if (text !== 'seller' && text !== 'destination') throw new Error('Write seller or destination.')
  return text
}
