/** What is measured: a request, as visitors send it. */
export interface Route {
  name: string
  method: 'GET' | 'POST'
  path: string
  accept: string
  /** Whether the guest who asks has a cart. */
  guest?: boolean
}

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8'
const JSON_ONLY = 'application/json'

/** The last button of a checkout. Flask has none. */
export const ORDER: Route = {
  name: 'an order of 3 goods',
  method: 'POST',
  path: '/checkout',
  accept: JSON_ONLY,
  guest: true
}

export const ROUTES: Route[] = [
  { name: 'a page without database', method: 'GET', path: '/users/login', accept: HTML },
  {
    name: 'a static file (2 KB)',
    method: 'GET',
    path: '/goods/static/goods.css',
    accept: '*/*'
  },
  { name: 'the list of goods, a page', method: 'GET', path: '/goods', accept: HTML },
  {
    name: 'the list of goods, JSON',
    method: 'GET',
    path: '/goods/get_goods',
    accept: JSON_ONLY
  },
  { name: 'a good', method: 'GET', path: '/goods/bananas', accept: HTML },
  {
    name: 'the list, for a guest with a cart',
    method: 'GET',
    path: '/goods',
    accept: HTML,
    guest: true
  },
  {
    name: "a guest's cart, 5 lines",
    method: 'GET',
    path: '/carts',
    accept: HTML,
    guest: true
  },
  { name: "a guest's first good", method: 'POST', path: '/carts/lines', accept: JSON_ONLY },
  ORDER
]
