import { availableParallelism } from 'node:os'
import { COMBINED } from '../server/access-log-format.js'
import {
  type Address,
  accountIn,
  oneOf,
  parseAddresses,
  parseCurrency,
  parseFile,
  parseFormat,
  parseHeaderName,
  parseList,
  parseNetworks,
  parseSchemeHeader,
  parseSwitch,
  parseTimeZone,
  parseUmask,
  parseUrl,
  type SchemeHeader,
  wholeNumber
} from './parse-values.js'

/** All that can be set, parsed. Times are in seconds, sizes in bytes; what has no default may be missing. */
export interface Config {
  bind: Address[]
  workers: number
  accessLogfile?: string
  accessLogformat: string
  errorLogfile: string
  logLevel: string
  daemon: boolean
  pid?: string
  timeout: number
  gracefulTimeout: number
  drainDelay: number
  keepAlive: number
  maxRequests: number
  maxRequestsJitter: number
  user?: number
  group?: number
  umask?: number
  /** As text: the configuration travels to the workers as JSON. */
  publicUrl?: string
  forwardedAllowIps: string[]
  realIpHeader: string
  secureSchemeHeader: SchemeHeader
  poolSize: number
  pooler: boolean
  bodyLimit: number
  maxEventLoopDelay: number
  rateLimit: number
  currency: string
  timeZone: string
  only?: string[]
  development: boolean
  migrate: boolean
}

export interface Setting<Value> {
  /** As commander writes options; the long name is also the key in a configuration file. */
  flags: string
  env: string
  about: string
  /** As it would be written; undefined where the setting may be missing. */
  default?: string
  /** @throws with what to write instead */
  parse(text: string): Value
}

/**
 * The settings. Names and meanings that gunicorn has too are gunicorn's:
 * https://docs.gunicorn.org/en/stable/settings.html
 */
export const SETTINGS: { readonly [Name in keyof Config]-?: Setting<Required<Config>[Name]> } = {
  bind: {
    flags: '-b, --bind <address>',
    env: 'LARDER_BIND',
    about: 'where to listen: HOST:PORT, :PORT or unix:PATH; may be given several times',
    default: '127.0.0.1:8000',
    parse: parseAddresses
  },
  workers: {
    flags: '-w, --workers <number>',
    env: 'LARDER_WORKERS',
    about: 'processes that serve',
    default: String(availableParallelism()),
    parse: wholeNumber(1, 512)
  },
  accessLogfile: {
    flags: '--access-logfile <file>',
    env: 'LARDER_ACCESS_LOGFILE',
    about: 'a line for each request; - for stdout',
    parse: parseFile
  },
  accessLogformat: {
    flags: '--access-logformat <format>',
    env: 'LARDER_ACCESS_LOGFORMAT',
    about: "what such a line says, in gunicorn's atoms",
    default: COMBINED,
    parse: parseFormat
  },
  errorLogfile: {
    flags: '--error-logfile <file>',
    env: 'LARDER_ERROR_LOGFILE',
    about: 'all else that is logged; - for stderr',
    default: '-',
    parse: parseFile
  },
  logLevel: {
    flags: '--log-level <level>',
    env: 'LARDER_LOG_LEVEL',
    about: 'how much of it',
    default: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
  },
  daemon: {
    flags: '-D, --daemon [on]',
    env: 'LARDER_DAEMON',
    about: 'serve in the background; returns when the workers serve',
    default: 'off',
    parse: parseSwitch
  },
  pid: {
    flags: '-p, --pid <file>',
    env: 'LARDER_PID',
    about: 'holds the process id; needed for stop, reload, status and scale',
    parse: parseFile
  },
  timeout: {
    flags: '-t, --timeout <seconds>',
    env: 'LARDER_TIMEOUT',
    about: 'a worker that is stuck for so long is killed and replaced; 0 for never',
    default: '30',
    parse: wholeNumber(0, 86_400)
  },
  gracefulTimeout: {
    flags: '--graceful-timeout <seconds>',
    env: 'LARDER_GRACEFUL_TIMEOUT',
    about: 'time that requests in flight get at a stop or a reload',
    default: '30',
    parse: wholeNumber(1, 86_400)
  },
  // gunicorn has none. It is for balancers that ask `/readyz`; nginx, which tries the next instance when one refuses the
  // connection, needs no time to learn of a stop.
  drainDelay: {
    flags: '--drain-delay <seconds>',
    env: 'LARDER_DRAIN_DELAY',
    about: 'time between a red /readyz and the stop, for a balancer to notice',
    default: '0',
    parse: wholeNumber(0, 3_600)
  },
  keepAlive: {
    flags: '--keep-alive <seconds>',
    env: 'LARDER_KEEP_ALIVE',
    about: "how long an idle connection is kept; longer than the proxy's own time",
    default: '75',
    parse: wholeNumber(1, 86_400)
  },
  maxRequests: {
    flags: '--max-requests <number>',
    env: 'LARDER_MAX_REQUESTS',
    about: 'requests after which a worker is replaced; 0 for never',
    default: '0',
    parse: wholeNumber(0, 1_000_000_000)
  },
  maxRequestsJitter: {
    flags: '--max-requests-jitter <number>',
    env: 'LARDER_MAX_REQUESTS_JITTER',
    about: 'up to so many more, by chance, so that not all are replaced at once',
    default: '0',
    parse: wholeNumber(0, 1_000_000_000)
  },
  user: {
    flags: '-u, --user <user>',
    env: 'LARDER_USER',
    about: 'the account of the workers, where the master is root',
    parse: accountIn('/etc/passwd')
  },
  group: {
    flags: '-g, --group <group>',
    env: 'LARDER_GROUP',
    about: 'the group of the workers, where the master is root',
    parse: accountIn('/etc/group')
  },
  umask: {
    flags: '--umask <mask>',
    env: 'LARDER_UMASK',
    about: 'for the mode of sockets and files that are made',
    parse: parseUmask
  },
  publicUrl: {
    flags: '--public-url <url>',
    env: 'LARDER_PUBLIC_URL',
    about: 'how visitors reach the shop; https:// makes the cookies secure',
    parse: parseUrl
  },
  forwardedAllowIps: {
    flags: '--forwarded-allow-ips <addresses>',
    env: 'LARDER_FORWARDED_ALLOW_IPS',
    about: 'trusted proxies, of which the two headers below are believed',
    default: '127.0.0.1,::1',
    parse: parseNetworks
  },
  // nginx's real_ip_header; gunicorn leaves it to the application.
  realIpHeader: {
    flags: '--real-ip-header <name>',
    env: 'LARDER_REAL_IP_HEADER',
    about: "the one header in which a trusted proxy names the visitor's address",
    default: 'X-Real-IP',
    parse: parseHeaderName
  },
  secureSchemeHeader: {
    flags: '--secure-scheme-header <header>',
    env: 'LARDER_SECURE_SCHEME_HEADER',
    about:
      'the one header in which a trusted proxy tells of HTTPS: NAME, or NAME=VALUE as X-Forwarded-Ssl=on',
    default: 'X-Forwarded-Proto',
    parse: parseSchemeHeader
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
  bodyLimit: {
    flags: '--body-limit <bytes>',
    env: 'LARDER_BODY_LIMIT',
    about: 'the largest request body that is read',
    default: '65536',
    parse: wholeNumber(1_024, 100_000_000)
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
  timeZone: {
    flags: '--time-zone <zone>',
    env: 'LARDER_TIME_ZONE',
    about: 'the zone of the times that pages and mails show',
    default: 'UTC',
    parse: parseTimeZone
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
  }
}
