import { fileURLToPath } from 'node:url'
import helmet from '@fastify/helmet'
import { blueprints } from '@larder/blueprint'
import carts from '@larder/carts'
import goods from '@larder/goods'
import session, { takeFlashes } from '@larder/session'
import users from '@larder/users'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import errorPages from './error-pages.js'
import pages from './pages.js'
import { securityHeaders } from './security-headers.js'

export interface ShopOptions {
  /** Whether visitors reach the shop by HTTPS. @default false */
  secure?: boolean
  /** Read templates anew for every page. @default false */
  development?: boolean
}

/** The shop: what it is made of, and where each part is found. */
export default fp(shop, { name: 'shop', fastify: '5.x', dependencies: ['@larder/database'] })

async function shop(app: FastifyInstance, { secure = false, development = false }: ShopOptions) {
  await app.register(helmet, securityHeaders(secure))
  await app.register(blueprints, {
    templates: folder('templates'),
    static: folder('static'),
    development,
    context: (request) => ({ user: request.user, flashes: takeFlashes(request) })
  })
  await app.register(session, { secure })
  await app.register(errorPages)

  await app.register(pages, { pictures: PICTURES })
  await app.register(users, { prefix: '/users' })
  await app.register(goods, { prefix: '/goods', pictures: PICTURES })
  await app.register(carts, { prefix: '/carts', pictures: PICTURES })
}

const PICTURES = '/static/pictures/'

function folder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}
