import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'

const root = new URL('../../../../', import.meta.url)
/** Where each part of the shop has its static files. */
const folders = {
  '': folder('apps/gateway/static'),
  '/users': folder('packages/users/static'),
  '/goods': folder('packages/goods/static'),
  '/carts': folder('packages/carts/static')
}

export function serveStatic(app) {
  for (const [prefix, root] of Object.entries(folders)) {
    app.register(fastifyStatic, {
      root,
      prefix: `${prefix}/static/`,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '365d'
    })
  }
}

const urls = new Map()

/** The URL of a static file of the app, else of the blueprint. */
export function assetUrl(blueprint, file) {
  const key = `${blueprint} ${file}`
  if (!urls.has(key)) urls.set(key, findAsset(blueprint, file))
  return urls.get(key)
}

function findAsset(blueprint, file) {
  const prefix = existsSync(folders[''] + file) ? '' : `/${blueprint}`
  const content = readFileSync(folders[prefix] + file)
  const version = createHash('sha256').update(content).digest('hex').slice(0, 8)
  return `${prefix}/static/${file}?v=${version}`
}

function folder(path) {
  return fileURLToPath(new URL(`${path}/`, root))
}
