import { listRoutes } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'

/**
 * The parts of `shop.css`, in their order, which `npm run build` joins. Each blueprint has its look in
 * a file of its own, for apps that have that blueprint alone.
 */
export const PARTS = [
  'base.css',
  'frame.css',
  'goods:goods.css',
  'carts:carts.css',
  'users:users.css',
  'addresses:addresses.css',
  'checkout:checkout.css',
  'orders:orders.css',
  'payments:payments.css',
  'delivery:delivery.css'
]

/** The style sheets that a page links, of those that it names. */
export type Stylesheets = (named?: string[]) => string[]

/**
 * All parts as one file, and what a page names beside them: a style sheet of another blueprint, or one
 * that the app has in a part's place. In development the parts themselves, so that changes show.
 */
export function joinStylesheets(app: FastifyInstance, development: boolean): Stylesheets {
  let names: string[] | undefined
  let parts: string[] | undefined
  return (named = []) => {
    names ??= partsOf(app)
    if (development) return [...new Set([...names.map(app.assetUrl), ...named])]
    parts ??= names.map(app.assetUrl)
    const joined = parts
    return [app.assetUrl('shop.css'), ...named.filter((style) => !joined.includes(style))]
  }
}

/** Those of the blueprints that the shop has. */
function partsOf(app: FastifyInstance): string[] {
  const blueprints = new Set(listRoutes(app).map(({ blueprint }) => blueprint))
  return PARTS.filter((part) => !part.includes(':') || blueprints.has(part.split(':')[0] ?? ''))
}
