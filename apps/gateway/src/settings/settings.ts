import { parseStore } from '@larder/files/settings'
import { isCurrency } from '@larder/money'
import {
  type AppConfig,
  type AppSettings,
  parseFile,
  parseList,
  parseSwitch,
  type SettingRows,
  wholeNumber
} from '@larder/serve'
import { MAIL_SETTINGS, problemsOfMail, warningsOfMail } from './mail-settings.js'
import { PAYMENT_SETTINGS, warningsOfPayment } from './payment-settings.js'
import { SECRET_SETTINGS, warningsOfSecrets } from './secret-settings.js'
import { SELLER_SETTINGS, warningsOfSeller } from './seller-settings.js'
import { problemsOfStripe, STRIPE_SETTINGS, warningsOfStripe } from './stripe-settings.js'

/** All that can be set, parsed. */
export type Config = AppConfig<typeof ROWS>

const ROWS = {
  app: {
    flags: '--app <file>',
    env: 'LARDER_APP',
    about: 'a shop of your own: the module that says what it is made of; without it, all that Larder has',
    parse: parseFile
  },
  publicUrl: {
    flags: '--public-url <url>',
    env: 'LARDER_PUBLIC_URL',
    about: 'how visitors reach the shop; https:// makes the cookies secure',
    parse: parseUrl
  },
  poolSize: {
    flags: '--pool-size <number>',
    env: 'LARDER_POOL_SIZE',
    about: 'connections to the database at most, of each worker',
    default: '10',
    parse: wholeNumber(1, 1_000)
  },
  pooler: {
    flags: '--pooler [on]',
    env: 'LARDER_POOLER',
    about: 'whether a pooler such as PgBouncer stands before the database',
    default: 'off',
    parse: parseSwitch
  },
  pageAge: {
    flags: '--page-age <milliseconds>',
    env: 'LARDER_PAGE_AGE',
    about: 'how long a page is shown again to visitors who have no cart and no account; 0 to make each anew',
    default: '1000',
    parse: wholeNumber(0, 60_000)
  },
  maxEventLoopDelay: {
    flags: '--max-event-loop-delay <milliseconds>',
    env: 'LARDER_MAX_EVENT_LOOP_DELAY',
    about: 'a worker that is later than that refuses requests with 503; 0 for never',
    default: '1000',
    parse: wholeNumber(0, 60_000)
  },
  rateLimit: {
    flags: '--rate-limit <number>',
    env: 'LARDER_RATE_LIMIT',
    about:
      'how often one address may sign in, or register, in a minute; 0 for no limit on any route, nor on wrong passwords',
    default: '20',
    parse: wholeNumber(0, 1_000_000)
  },
  currency: {
    flags: '--currency <code>',
    env: 'LARDER_CURRENCY',
    about: "what the shop's prices are in, by ISO 4217",
    default: 'EUR',
    parse: parseCurrency
  },
  languages: {
    flags: '--languages <tags>',
    env: 'LARDER_LANGUAGES',
    about: 'the languages of pages and mails, the default first',
    default: 'en,zh-Hans',
    parse: parseLanguages
  },
  timeZone: {
    flags: '--time-zone <zone>',
    env: 'LARDER_TIME_ZONE',
    about: 'the zone of the times that pages and mails show',
    default: 'UTC',
    parse: parseTimeZone
  },
  files: {
    flags: '--files <place>',
    env: 'LARDER_FILES',
    about: 'where new pictures are kept: database, folder:/PATH or s3://BUCKET/PREFIX',
    default: 'database',
    parse: parseStore
  },
  only: {
    flags: '--only <features>',
    env: 'LARDER_ONLY',
    about: 'serve these alone, with commas between them: goods,carts',
    parse: parseList
  },
  development: {
    flags: '--development [on]',
    env: 'LARDER_DEVELOPMENT',
    about: 'read templates anew for every page, and show routes and mails',
    default: 'off',
    parse: parseSwitch
  },
  migrate: {
    flags: '--migrate [on]',
    env: 'LARDER_MIGRATE',
    about: 'apply pending migrations first; the embedded PostgreSQL always gets them',
    default: 'off',
    parse: parseSwitch
  },
  seed: {
    flags: '--seed <file>',
    env: 'LARDER_SEED',
    about:
      'a module that fills the embedded PostgreSQL: its default export is given the URL; none leaves it empty',
    parse: (text) => (text === 'none' ? '' : parseFile(text))
  },
  ...SELLER_SETTINGS,
  ...PAYMENT_SETTINGS,
  // Those below have no flags: they hold passwords.
  databaseUrl: {
    env: 'DATABASE_URL',
    about: 'the PostgreSQL to use, migrated already; without it, the embedded PostgreSQL',
    secret: true,
    parse: parseDatabaseUrl
  },
  redisUrl: {
    env: 'REDIS_URL',
    about: 'the Redis where rate limits are counted; without it, the database',
    secret: true,
    parse: parseRedisUrl
  },
  ...SECRET_SETTINGS,
  ...MAIL_SETTINGS,
  ...STRIPE_SETTINGS
} satisfies SettingRows

/** The settings of the shop, besides those of every app that is served. */
export const SHOP_SETTINGS: AppSettings<typeof ROWS> = {
  rows: ROWS,
  problems: (config) => [...problemsOfMail(config), ...problemsOfStripe(config)],
  warnings: (config) => [
    ...warningsOfSecrets(config),
    ...warningsOfMail(config),
    ...warningsOfSeller(config),
    ...warningsOfPayment(config),
    ...warningsOfStripe(config)
  ]
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error('Write https://HOST or http://HOST:PORT.')
  }
  return new URL(text).href
}

function parseCurrency(text: string): string {
  if (!isCurrency(text)) throw new Error('Write the code of a currency by ISO 4217, like EUR.')
  return text
}

/** Tags of BCP 47, in their canonical form. */
function parseLanguages(text: string): string[] {
  try {
    return Intl.getCanonicalLocales(parseList(text))
  } catch {
    throw new Error('Write tags of BCP 47 with commas between them, like en,zh-Hans.')
  }
}

/** A name of the IANA time zone database, in its own spelling. */
function parseTimeZone(text: string): string {
  // To look the default up would load what is needed much later, in each process.
  if (text === 'UTC') return text
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    throw new Error('Write the name of a time zone, like Europe/Berlin or UTC.')
  }
}

function parseDatabaseUrl(text: string): string {
  if (/^(postgres(ql)?|mysql|mariadb):\/\/./.test(text)) return text
  throw new Error('Write a URL like postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or mysql://….')
}

function parseRedisUrl(text: string): string {
  if (/^rediss?:\/\/./.test(text)) return text
  throw new Error('Write a URL like redis://:PASSWORD@HOST:PORT/0.')
}
