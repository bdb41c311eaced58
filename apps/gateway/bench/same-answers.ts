import { isDeepStrictEqual } from 'node:util'
import type { Contender } from './contenders.js'
import { ask } from './load.js'
import type { Requests } from './requests.js'
import type { Route } from './routes.js'

/** @throws where the contenders do not say the same: what is compared would not be the same work */
export async function checkSame(route: Route, prepared: Map<Contender, Requests>): Promise<void> {
  const answers = await Promise.all(
    [...prepared].map(async ([{ name, origin }, requests]) => {
      const { text } = await ask(origin, requests(route))
      return { name, said: route.accept.startsWith('text/html') ? visibleText(text) : parse(text) }
    })
  )
  const [first, ...others] = answers
  const other = others.find(({ said }) => !isDeepStrictEqual(said, first?.said))
  if (other) throw new Error(`${route.path}: ${other.name} says\n${other.said}\nand not\n${first?.said}`)
}

/** Templates differ in their spaces, Flask has no hashes in its URLs, and only Larder has structured data. */
function visibleText(html: string): string {
  return html
    .replace(/<script.*?<\/script>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;|&#39;/g, "'")
    .replace(/\s+/g, ' ')
}

/** Each database numbers its goods by itself. */
function parse(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text, (name, value) => (name === 'id' ? 0 : value)) : text
}
