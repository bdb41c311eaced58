import addresses from '@larder/addresses'
import { blueprints } from '@larder/blueprint'
import carts from '@larder/carts'
import checkout from '@larder/checkout'
import database from '@larder/database'
import delivery from '@larder/delivery'
import goods from '@larder/goods'
import mail from '@larder/mail'
import orders from '@larder/orders'
import payments, { onDelivery } from '@larder/payments'
import session from '@larder/session'
import stock from '@larder/stock'
import tasks from '@larder/tasks'
import users from '@larder/users'
import Fastify from 'fastify'
import { PrismaClient } from './generated/client.js'
import loyalty from './loyalty.js'
import till from './till.js'

const { DATABASE_URL: url, CARDS_URL: cardsUrl, MAIL_URL: mailUrl, PORT: port = '3000' } = process.env
if (!url) throw new Error('Set DATABASE_URL to the PostgreSQL database of the deli.')
if (!cardsUrl) throw new Error('Set CARDS_URL to where the balance of a card is to be posted.')

const app = Fastify()

app.register(blueprints, { publicUrl: new URL(`http://127.0.0.1:${port}`) })
app.register(database, { url, PrismaClient })
app.register(session)
app.register(mail, { url: mailUrl, from: 'Corner Deli <deli@localhost>' })
app.register(tasks)
app.register(stock)
app.register(addresses, { prefix: '/addresses' })
app.register(users, { prefix: '/members', home: '/goods' })
app.register(goods, { prefix: '/goods' })
app.register(carts, { prefix: '/carts' })
app.register(delivery, { prefix: '/delivery' })
app.register(orders, {
  seller: { name: 'Corner Deli', address: ['Marktplatz 1', '10115 Berlin'], vatNumber: '' }
})
app.register(payments, { methods: [onDelivery()] })
app.register(checkout, { prefix: '/checkout' })

app.register(loyalty, { prefix: '/points', cardsUrl })
app.register(till, { prefix: '/till' })

console.log(`The deli is open at ${await app.listen({ port: Number(port) })}`)

// From here on `app.db`, and the `tx` of every hook, have the deli's models too.
declare module '@larder/database' {
  interface Register {
    client: PrismaClient
  }
}
