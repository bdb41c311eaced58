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
import recipes from './recipes.js'

const { DATABASE_URL: url, MAIL_URL: mailUrl, PORT: port = '3000' } = process.env
if (!url) throw new Error('Set DATABASE_URL to the PostgreSQL database of the café.')

const app = Fastify()

// The café's templates and static files win over those of the features.
app.register(blueprints, {
  templates: folder('templates'),
  static: folder('static'),
  context: (request) => ({ user: request.user, flashes: takeFlashes(request) }),
  // Where the links in mails lead.
  publicUrl: new URL(`http://127.0.0.1:${port}`)
})
app.register(database, { url })
app.register(session)
app.register(stock)
app.register(mail, { url: mailUrl, from: 'Corner Café <cafe@localhost>' })

app.register(users, { prefix: '/members', home: '/shop/goods' })
app.register(goods, { prefix: '/shop/goods', pageSize: 12 })
app.register(carts, { prefix: '/shop/cart' })

app.register(recipes, { prefix: '/recipes', url })
app.get('/', async () => ({ open: 'from 8 to 18' }))

console.log(`The café is open at ${await app.listen({ port: Number(port) })}`)

function folder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}
