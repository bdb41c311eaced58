import { fileURLToPath } from 'node:url'
import { blueprints } from '@larder/blueprint'
import carts from '@larder/carts'
import database from '@larder/database'
import goods from '@larder/goods'
import mail from '@larder/mail'
import session, { takeFlashes } from '@larder/session'
import stock from '@larder/stock'
import users from '@larder/users'
import Fastify from 'fastify'
import { PrismaClient } from './generated/client.js'
import growers from './growers.js'
import recipes from './recipes.js'

const { DATABASE_URL: url, MAIL_URL: mailUrl, PORT: port = '3000' } = process.env
if (!url) throw new Error('Set DATABASE_URL to the PostgreSQL database of the café.')

const app = Fastify()

// The café's templates, mails, messages and static files win over those of the features.
app.register(blueprints, {
  templates: folder('templates'),
  mail: folder('mail'),
  messages: folder('messages'),
  static: folder('static'),
  // Who adds to the page of a good, and in which order.
  slots: { 'goods.show.actions': ['carts'], 'goods.show.after-price': ['app'] },
  context: (request) => ({ user: request.user, flashes: takeFlashes(request) }),
  // Where the links in mails lead.
  publicUrl: new URL(`http://127.0.0.1:${port}`)
})
// `app.db` is the café's own client, and knows its models as well as Larder's.
app.register(database, { url, PrismaClient })
app.register(session)
app.register(stock)
app.register(mail, { url: mailUrl, from: 'Corner Café <cafe@localhost>' })

app.register(users, { prefix: '/members', home: '/shop/goods' })
// The café takes what it wants of a feature's routes.
app.register(goods, { prefix: '/shop/goods', pageSize: 12, routes: { except: ['feed'] } })
app.register(carts, { prefix: '/shop/cart', routes: { except: ['get-carts'] } })
// The same goods once more, for programs alone: everybody is answered in JSON.
app.register(goods, {
  prefix: '/api/goods',
  name: 'goods-api',
  pages: false,
  routes: { only: ['list', 'show'] }
})
// In the place of the feed that it left out: links to it lead here.
app.get('/news', { name: 'goods.feed' }, async () => ({ news: 'Apples are in season.' }))

app.register(recipes, { prefix: '/recipes' })
app.register(growers, { prefix: '/growers' })
app.get('/', async () => ({ open: 'from 8 to 18' }))

console.log(`The café is open at ${await app.listen({ port: Number(port) })}`)

function folder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}

declare module '@larder/database' {
  interface Register {
    client: PrismaClient
  }
}
