import type { Contender } from './contenders.js'
import { ask, type NextRequest, type Request } from './load.js'
import { ORDER, type Route } from './routes.js'

/** The requests of one contender: whoever has a cart is known by another cookie with each. */
export type Requests = (route: Route) => Promise<NextRequest>

/** Fills a guest's cart, which goes into the requests that need one. @param orders how many are ready for each load */
export async function prepareRequests(
  { origin, database: { goods, prepareOrders } }: Contender,
  orders: number
): Promise<Requests> {
  const cookie = await fillCart(origin, goods.slice(0, 5))
  return async (route) => {
    if (route === ORDER) {
      const ready = await prepareOrders(orders)
      return () => ready.pop()
    }
    const { method, path, accept, guest } = route
    const request =
      method === 'POST'
        ? addition(goods[0] ?? 0)
        : { method, path, headers: { accept, ...(guest && { cookie }) } }
    return () => request
  }
}

/** One request of a route. @throws where there is none */
export async function oneOf(requests: Requests, route: Route): Promise<Request> {
  const request = (await requests(route))()
  if (!request) throw new Error(`No request is ready: ${route.name}.`)
  return request
}

/** Puts goods into the cart of a new guest. @returns the cookie by which the shop knows them, as a browser sends it back */
export async function fillCart(origin: string, goods: number[]): Promise<string> {
  let cookie = ''
  for (const good of goods) {
    const { headers } = await ask(origin, addition(good, cookie))
    const [given] = [headers['set-cookie'] ?? []].flat()
    cookie = given?.split(';')[0] ?? cookie
  }
  return cookie
}

function addition(good: number, cookie = ''): Request {
  return jsonPost('/carts/lines', { good, quantity: 2 }, cookie)
}

export function jsonPost(path: string, body: object, cookie = ''): Request {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  return {
    method: 'POST',
    path,
    headers: { ...headers, ...(cookie && { cookie }) },
    body: JSON.stringify(body)
  }
}
