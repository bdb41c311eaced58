import { isIP } from 'node:net'
import { InvalidArgumentError, Option } from 'commander'

/** All that can be set. This file is the only one that says what is read from the environment. */
export interface Config {
  bind: Address
  publicUrl?: URL
  forwardedAllowIps: string
  poolSize: number
  bodyLimit: number
  logLevel: string
  development: boolean
  migrate: boolean
  only?: string[]
}

export type Address = { host: string; port: number } | { path: string }

/** What the help says of the settings that are no options. */
export const ENVIRONMENT_HELP = `
Environment:
  DATABASE_URL  the PostgreSQL to use; without it, the embedded PostgreSQL`

/** The settings as options of the command line, each with its environment variable, default and check. */
export function configOptions(): Option[] {
  return [
    new Option('-b, --bind <address>', 'where to listen: HOST:PORT, :PORT or unix:PATH')
      .env('LARDER_BIND')
      .default({ host: '127.0.0.1', port: 8000 }, '127.0.0.1:8000')
      .argParser(parseAddress),
    new Option('--public-url <url>', 'how visitors reach the shop; https:// makes the cookies secure')
      .env('LARDER_PUBLIC_URL')
      .argParser(parsePublicUrl),
    new Option('--forwarded-allow-ips <addresses>', 'proxies whose X-Forwarded-… headers are believed')
      .env('LARDER_FORWARDED_ALLOW_IPS')
      .default('127.0.0.1,::1')
      .argParser(parseAddresses),
    new Option('--pool-size <number>', 'connections to the database at most')
      .env('LARDER_POOL_SIZE')
      .default(10)
      .argParser(wholeNumber(1, 1_000)),
    new Option('--body-limit <bytes>', 'the largest request body that is read')
      .env('LARDER_BODY_LIMIT')
      .default(65_536, '65536')
      .argParser(wholeNumber(1_024, 100_000_000)),
    new Option('--log-level <level>', 'how much is logged')
      .env('LARDER_LOG_LEVEL')
      .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
    new Option('--only <features>', 'serve these alone, with commas between them: goods,carts')
      .env('LARDER_ONLY')
      .argParser(parseList),
    new Option('--development [on]', 'read templates anew for every page')
      .env('LARDER_DEVELOPMENT')
      .default(false)
      .preset('on')
      .argParser(parseSwitch),
    new Option('--migrate [on]', 'apply pending migrations first; the embedded PostgreSQL always gets them')
      .env('LARDER_MIGRATE')
      .default(false)
      .preset('on')
      .argParser(parseSwitch)
  ]
}

/**
 * The PostgreSQL of `DATABASE_URL`; undefined where the embedded one is to be used. It is no option of the command line,
 * since it holds a password and arguments are for everybody to see.
 *
 * @throws with one line for people, without the password
 */
export function readDatabaseUrl(env = process.env): string | undefined {
  const { DATABASE_URL: url } = env
  if (!url || /^postgres(ql)?:\/\/./.test(url)) return url || undefined
  throw new Error('DATABASE_URL is not a URL like postgresql://USER:PASSWORD@HOST:PORT/DATABASE.')
}

/** As people write it: `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/larder.sock`. */
export function formatAddress(address: Address): string {
  if ('path' in address) return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

function parseAddress(text: string): Address {
  if (text.startsWith('unix:') && text.length > 5) return { path: text.slice(5) }
  const [, ipv6, host, port] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]*)):(\d{1,5})$/i.exec(text) ?? []
  if (!port || Number(port) > 65_535) throw new InvalidArgumentError('Write HOST:PORT, :PORT or unix:PATH.')
  return { host: (ipv6 ?? host) || '0.0.0.0', port: Number(port) }
}

function parseAddresses(text: string): string {
  const addresses = text.split(',').map((address) => address.trim())
  if (!addresses.every(isNetwork)) {
    throw new InvalidArgumentError('Write IP addresses or networks (10.0.0.0/8) with commas between them.')
  }
  return addresses.join(',')
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  const most = version === 4 ? 32 : 128
  return (
    version > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  )
}

function parseSwitch(text: string): boolean {
  if (/^(1|on|true|yes)$/i.test(text)) return true
  if (/^(0|off|false|no|)$/i.test(text)) return false
  throw new InvalidArgumentError('Write on or off.')
}

function parseList(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

function parsePublicUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Write https://HOST or http://HOST:PORT.')
  }
  return new URL(text)
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
    }
    return number
  }
}
