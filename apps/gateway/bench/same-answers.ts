import { isDeepStrictEqual } from 'node:util'
import type { Contender } from './contenders.js'
import { ask } from './load.js'
import { oneOf, type Requests } from './requests.js'
import type { Route } from './routes.js'

/** @throws where the contenders do not say the same: what is compared would not be the same work */
export async function checkSame(route: Route, prepared: Map<Contender, Requests>): Promise<void> {
  const compared = [...prepared].filter(([contender]) => contender.has(route))
  const answers = await Promise.all(
    compared.map(async ([{ name, origin }, requests]) => {
      const { text } = await ask(origin, await oneOf(requests, route))
      return { name, said: route.accept.startsWith('text/html') ? visibleText(text) : parse(text) }
    })
  )
  const [first, ...others] = answers
  const other = others.find(({ said }) => !isDeepStrictEqual(said, first?.said))
  if (other)
    throw new Error(`${route.path}: ${other.name} says\n${show(other.said)}\nand not\n${show(first?.said)}`)
}

function show(said: unknown): string {
  return typeof said === 'string' ? said : JSON.stringify(said)
}

/** Templates differ in their spaces, Flask has no hashes in its URLs, and only Larder has structured data. */
function visibleText(html: string): string {
  return withoutTags(
    html
      .replace(/<script.*?<\/script>/gs, ' ')
      .replace(/<ul class="goods-filters".*?<\/ul>/gs, sortItems)
      .replace(/&#x27;|&#39;/g, "'")
  )
}

/** Of countries with as many goods, each database counts another one first. */
function sortItems(list: string): string {
  return list.split('</li>').map(withoutTags).toSorted().join(' ')
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function parse(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text, withoutOwn) : text
}

/** Each database numbers its goods and orders by itself, and has sold others. See {@link sortItems}. */
function withoutOwn(name: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\bL-\d+/, 'L-0')
  if (name === 'countries' && Array.isArray(value)) return sortCountries(value)
  return name === 'id' || name === 'stock' ? 0 : value
}

function sortCountries(countries: { country: string }[]) {
  return countries.toSorted((one, other) => one.country.localeCompare(other.country))
}
