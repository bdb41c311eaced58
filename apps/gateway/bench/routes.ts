/** What is measured: a request, as visitors send it. */
export interface Route {
  name: string
  method: 'GET' | 'POST'
  path: string
  accept: string
  /** Whether the guest who asks has a cart. */
  guest?: boolean
  /** Whether the database is asked. */
  database: boolean
}

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8'
const JSON_ONLY = 'application/json'

export const ROUTES: Route[] = [
  { name: 'a page without database', method: 'GET', path: '/users/login', accept: HTML, database: false },
  {
    name: 'a static file (2 KB)',
    method: 'GET',
    path: '/goods/static/goods.css',
    accept: '*/*',
    database: false
  },
  { name: 'the list of goods, a page', method: 'GET', path: '/goods', accept: HTML, database: true },
  {
    name: 'the list of goods, JSON',
    method: 'GET',
    path: '/goods/get_goods',
    accept: JSON_ONLY,
    database: true
  },
  { name: 'a good', method: 'GET', path: '/goods/bananas', accept: HTML, database: true },
  {
    name: "a guest's cart, 5 lines",
    method: 'GET',
    path: '/carts',
    accept: HTML,
    guest: true,
    database: true
  },
  { name: "a guest's first good", method: 'POST', path: '/carts/lines', accept: JSON_ONLY, database: true }
]
