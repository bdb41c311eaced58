import type { Contender } from './contenders.js'
import { ask, type Request } from './load.js'
import type { Route } from './routes.js'

/** The requests of one contender: whoever has a cart is known by another cookie with each. */
export type Requests = (route: Route) => Request

/** Fills a guest's cart, which goes into the requests that need one. */
export async function prepareRequests({ origin, database: { goods } }: Contender): Promise<Requests> {
  let cookie = ''
  for (const good of goods.slice(0, 5)) {
    const { headers } = await ask(origin, addition(good, cookie))
    const [given] = [headers['set-cookie'] ?? []].flat()
    cookie = given?.split(';')[0] ?? cookie
  }
  return ({ method, path, accept, guest }) => {
    if (method === 'POST') return addition(goods[0] ?? 0)
    return { method, path, headers: { accept, ...(guest && { cookie }) } }
  }
}

function addition(good: number, cookie = ''): Request {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const body = JSON.stringify({ good, quantity: 2 })
  return { method: 'POST', path: '/carts/lines', headers: { ...headers, ...(cookie && { cookie }) }, body }
}
