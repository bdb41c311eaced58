import { availableParallelism } from 'node:os'
import { COMBINED } from '../logs/access-log-format.js'
import {
  accountIn,
  oneOf,
  parseAddresses,
  parseFile,
  parseFormat,
  parseHeaderName,
  parseNetworks,
  parseSchemeHeader,
  parseSwitch,
  parseUmask,
  wholeNumber
} from './parse-values.js'
import type { ConfigOf, SettingRows } from './setting-rows.js'

/** The settings of every app, parsed. Times are in seconds, sizes in bytes. */
export type ServeConfig = ConfigOf<typeof SERVE_SETTINGS>

/**
 * The settings of every app. Names and meanings that gunicorn has too are gunicorn's:
 * https://docs.gunicorn.org/en/stable/settings.html
 */
export const SERVE_SETTINGS = {
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
  bodyLimit: {
    flags: '--body-limit <bytes>',
    env: 'LARDER_BODY_LIMIT',
    about: 'the largest request body that is read',
    default: '65536',
    parse: wholeNumber(1_024, 100_000_000)
  }
} satisfies SettingRows
