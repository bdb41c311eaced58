// The same app with `require`, which Node ≥ 20.19 lets load ES modules: a plugin is their `default`.
const path = require('node:path')
const { blueprints } = require('@larder/blueprint')
const { default: carts } = require('@larder/carts')
const { default: database } = require('@larder/database')
const { default: goods } = require('@larder/goods')
const { default: mail } = require('@larder/mail')
const { default: session, takeFlashes } = require('@larder/session')
const { default: stock } = require('@larder/stock')
const { default: users } = require('@larder/users')
const Fastify = require('fastify')
const { default: recipes } = require('./recipes.js')

const { DATABASE_URL: url, MAIL_URL: mailUrl, PORT: port = '3000' } = process.env
if (!url) throw new Error('Set DATABASE_URL to the PostgreSQL database of the café.')

const app = Fastify()

app.register(blueprints, {
  templates: path.join(__dirname, 'templates'),
  static: path.join(__dirname, 'static'),
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

app.listen({ port: Number(port) }).then((address) => console.log(`The café is open at ${address}`))
