/** The combined log format of Apache and nginx, which is gunicorn's default. */
export const COMBINED = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"'

/** What is known of a request when it has been answered. */
export interface Answered {
  address: string
  method: string
  /** With its query, as it was sent. */
  url: string
  /** `1.1` */
  version: string
  status: number
  /** Of the body, in bytes; undefined where nobody counted. */
  length: number | undefined
  /** In milliseconds. */
  elapsed: number
  /** By its name in small letters. */
  requestHeader: (name: string) => Header
  responseHeader: (name: string) => Header
}

type Header = string | string[] | number | undefined
type Atom = (answered: Answered) => string | number | undefined

/**
 * Compiles a format of gunicorn's atoms (https://docs.gunicorn.org/en/stable/settings.html#access-log-format):
 * `%(h)s`, `%({user-agent}i)s` and so on. `%({…}e)s`, a variable of the WSGI environment, has no meaning here.
 *
 * @returns the line for a request, without its end. What visitors sent is escaped as Apache does it (`\"`, `\x0a`): no
 *   request can write a second line, or leave its quotes.
 * @throws with what may be written instead
 */
export function formatAccessLog(format: string): (answered: Answered) => string {
  // An odd part is what stood in the brackets.
  const parts = format
    .split(/%\(([^)]*)\)s/)
    .map((part, index) => (index % 2 === 0 ? () => part : escaped(atomOf(part))))
  return (answered) => {
    let line = ''
    for (const part of parts) line += part(answered)
    return line
  }
}

const ATOMS: Record<string, Atom> = {
  h: ({ address }) => address,
  l: () => undefined,
  u: ({ requestHeader }) => basicUser(`${requestHeader('authorization') ?? ''}`),
  t: () => `[${now()}]`,
  r: ({ method, url, version }) => `${method} ${url} HTTP/${version}`,
  m: ({ method }) => method,
  U: ({ url }) => url.split('?', 1)[0],
  q: ({ url }) => url.slice(url.indexOf('?') + 1 || url.length),
  H: ({ version }) => `HTTP/${version}`,
  s: ({ status }) => status,
  B: ({ length }) => length,
  b: ({ length }) => length || undefined,
  f: ({ requestHeader }) => textOf(requestHeader('referer')),
  a: ({ requestHeader }) => textOf(requestHeader('user-agent')),
  T: ({ elapsed }) => Math.trunc(elapsed / 1e3),
  M: ({ elapsed }) => Math.trunc(elapsed),
  D: ({ elapsed }) => Math.trunc(elapsed * 1e3),
  L: ({ elapsed }) => (elapsed / 1e3).toFixed(6),
  p: () => `<${process.pid}>`
}

function atomOf(name: string): Atom {
  const known = ATOMS[name]
  if (known) return known
  const [, header, side] = /^\{([\w-]+)\}([io])$/.exec(name) ?? []
  if (!header) {
    const atoms = Object.keys(ATOMS).join(' ')
    throw new Error(`There is no %(${name})s. Write %(…)s with one of ${atoms} {header}i {header}o.`)
  }
  const key = header.toLowerCase()
  return ({ requestHeader, responseHeader }) => textOf((side === 'i' ? requestHeader : responseHeader)(key))
}

function textOf(header: Header): string | number | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

function escaped(atom: Atom): Atom {
  return (answered) => {
    const value = atom(answered)
    if (typeof value === 'number') return value
    if (!value) return '-'
    return UNSAFE.test(value) ? value.replaceAll(UNSAFE_ALL, escapeOne) : value
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a log
const UNSAFE = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const UNSAFE_ALL = new RegExp(UNSAFE, 'g')

function escapeOne(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`
  const code = char.charCodeAt(0).toString(16)
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`
}

function basicUser(authorization: string): string | undefined {
  const [, credentials] = /^basic +([\w+/=]+)$/i.exec(authorization) ?? []
  return credentials && Buffer.from(credentials, 'base64').toString().split(':', 1)[0]
}

let second = 0
let shown = ''

/** The local time as `23/Nov/2026:07:12:22 +0000`, made once a second. */
function now(): string {
  const current = Math.trunc(Date.now() / 1e3)
  if (current === second) return shown
  second = current
  const date = new Date(current * 1e3)
  const [, month, day, year, time] = date.toString().split(' ')
  const zone = /GMT([+-]\d{4})/.exec(date.toString())?.[1]
  // "Mon Nov 23 2026 07:12:22 GMT+0000": ECMA-262 fixes that form, in English.
  shown = `${day}/${month}/${year}:${time} ${zone}`
  return shown
}
