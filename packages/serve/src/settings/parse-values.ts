import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { formatAccessLog } from '../logs/access-log-format.js'

export type Address = { host: string; port: number } | { path: string }

/** `127.0.0.1:8000`, `[::1]:8000`, `:8000` (all IPv4 addresses) or `unix:/run/larder.sock`. */
function parseAddress(text: string): Address {
  if (text.startsWith('unix:') && text.length > 5) return { path: text.slice(5) }
  const [, ipv6, host, port] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]*)):(\d{1,5})$/i.exec(text) ?? []
  if (!port || Number(port) > 65_535) throw new Error('Write HOST:PORT, :PORT or unix:PATH.')
  return { host: (ipv6 ?? host) || '0.0.0.0', port: Number(port) }
}

export function parseAddresses(text: string): Address[] {
  const texts = parseList(text)
  if (new Set(texts).size < texts.length) throw new Error('Write each address once.')
  return texts.map(parseAddress)
}

/** As people write it: `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/larder.sock`. */
export function formatAddress(address: Address): string {
  if ('path' in address) return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

export function parseNetworks(text: string): string[] {
  const networks = parseList(text)
  if (!networks.every(isNetwork)) {
    throw new Error('Write IP addresses or networks (10.0.0.0/8) with commas between them.')
  }
  return networks
}

/** The name of a header field (RFC 9110, section 5.1). */
export function parseHeaderName(text: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text)) throw new Error('Write the name of a header, as X-Real-IP.')
  return text
}

/** A header by which a proxy tells of HTTPS. */
export interface SchemeHeader {
  name: string
  /** In small letters. */
  value: string
}

/** `X-Forwarded-Proto`, or with what it says `X-Forwarded-Ssl=on`. */
export function parseSchemeHeader(text: string): SchemeHeader {
  const [, name = '', value = 'https'] = /^([^=]*)(?:=(\w+))?$/.exec(text) ?? []
  if (!name) throw new Error('Write NAME or NAME=VALUE, as X-Forwarded-Ssl=on.')
  return { name: parseHeaderName(name), value: value.toLowerCase() }
}

export function parseSwitch(text: string): boolean {
  if (/^(1|on|true|yes)$/i.test(text)) return true
  if (/^(0|off|false|no|)$/i.test(text)) return false
  throw new Error('Write on or off.')
}

export function parseList(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new Error(`Write a whole number from ${least} to ${most}.`)
    }
    return number
  }
}

export function oneOf(...choices: string[]): (text: string) => string {
  return (text) => {
    if (!choices.includes(text)) throw new Error(`Write one of ${choices.join(', ')}.`)
    return text
  }
}

/** A mask for the mode of new files, in octal as the shell's `umask` takes it. */
export function parseUmask(text: string): number {
  if (!/^0?[0-7]{1,3}$/.test(text)) throw new Error('Write an octal number like 022.')
  return Number.parseInt(text, 8)
}

export function parseFormat(text: string): string {
  formatAccessLog(text)
  return text
}

export function parseFile(text: string): string {
  if (text === '') throw new Error('Write the name of a file.')
  return text
}

/** A name in the `database` (/etc/passwd or /etc/group), or the number itself. */
export function accountIn(database: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text)
    const records = readFileSync(database, 'utf8').split('\n')
    const id = records.map((record) => record.split(':')).find(([name]) => name === text)?.[2]
    if (id === undefined) throw new Error(`Write a name that is in ${database}, or a number.`)
    return Number(id)
  }
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
