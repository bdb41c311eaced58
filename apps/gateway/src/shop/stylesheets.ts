import { existsSync } from 'node:fs'
import path from 'node:path'
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
 * that the app has in a part's place. The parts themselves in development, so that changes show, and where a
 * project has a `base.css` or `frame.css` of its own.
 *
 * @param folders of static files, the first of which wins
 */
export function joinStylesheets(
  app: FastifyInstance,
  [folder = '']: string[],
  development: boolean
): Stylesheets {
  const isApart = development || replacesParts(folder)
  let names: string[] | undefined
  let parts: string[] | undefined
  return (named = []) => {
    names ??= partsOf(app)
    if (isApart) return [...new Set([...names.map(app.assetUrl), ...named])]
    parts ??= names.map(app.assetUrl)
    const joined = parts
    return [app.assetUrl('shop.css'), ...named.filter((style) => !joined.includes(style))]
  }
}

/** A project's `shop.css` is all that it wants. */
function replacesParts(folder: string): boolean {
  const has = (file: string) => existsSync(path.join(folder, file))
  return !has('shop.css') && PARTS.some((part) => !part.includes(':') && has(part))
}

/** Those of the blueprints that the shop has. */
function partsOf(app: FastifyInstance): string[] {
  const blueprints = new Set(listRoutes(app).map(({ blueprint }) => blueprint))
  return PARTS.filter((part) => !part.includes(':') || blueprints.has(part.split(':')[0] ?? ''))
}
