import { startMailServer } from '@larder/testing'
import { test } from 'tap'
import { listMails } from '../../src/index.js'
import { mailApp } from '../fixtures/mail-app.js'
import { MESSAGE } from '../fixtures/quick.js'

test('10,000 mails are sent, each once, by four processes', async (t) => {
  const server = await startMailServer(t)
  const app = await mailApp(t)
  const senders = await Promise.all(
    [1, 2, 3, 4].map(() => mailApp(t, { url: server.url, retryPolicy: {} }, app.databaseUrl))
  )
  const to = Array.from({ length: 10_000 }, (_, index) => `anna${index}@example.org`)
  const written = performance.now()
  const html = (to: string) => `<style>p { color: red }</style><p>Dear ${to}</p>`
  const messages = to.map((to) => ({ ...MESSAGE, to, html: html(to) }))
  // Prisma's own limit is five seconds, which a busy machine needs longer than.
  await app.db.$transaction((tx) => app.mail.sendAll(tx, messages), { timeout: 120_000 })
  const began = performance.now()
  await server.gets(to.length)
  t.comment(`${Math.round(began - written)} ms to write, ${Math.round(performance.now() - began)} ms to send`)
  await Promise.all(senders.map((sender) => sender.close()))
  t.same(server.received.flatMap(({ to }) => to).sort(), [...to].sort())
  t.equal((await listMails(app.db, { status: 'sent', limit: to.length })).length, to.length)
})

test('30 MB are attached', async (t) => {
  const server = await startMailServer(t)
  const app = await mailApp(t, { url: server.url, retryPolicy: {} })
  const content = Buffer.alloc(30 * 1024 * 1024, 'Larder! ')
  const began = performance.now()
  await app.mail.send(app.db, { ...MESSAGE, attachments: [{ filename: 'film.bin', content }] })
  t.comment(`${Math.round(performance.now() - began)} ms to write`)
  const [received] = await server.gets(1)
  t.comment(`${Math.round(performance.now() - began)} ms until it was there`)
  const attached = received?.mail.attachments[0]?.content
  t.ok(attached instanceof ArrayBuffer && Buffer.from(attached).equals(content))
})
