import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { PrismaClient } from '@larder/database'
import { onPostgresql, replace, startMailServer } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { deleteOldMails, findMail, listMails, retryMail } from '../src/index.js'
import { renewLeases, returnLostMails } from '../src/sending/queue.js'
import { RETRY_POLICY } from '../src/sending/retry-policy.js'
import { Sender } from '../src/sending/sender.js'
import { openTransport } from '../src/transport/open-transport.js'
import { mailApp, settled } from './fixtures/mail-app.js'
import { MESSAGE, QUICK } from './fixtures/quick.js'

test('a mail', async (t) => {
  t.test('is sent as soon as it is written, and once', async (t) => {
    const server = await startMailServer(t)
    // Nobody looks by chance.
    const app = await mailApp(t, { url: server.url, retryPolicy: { ...QUICK, pollInterval: 1e9 } })
    const { id } = await app.mail.send(app.db, MESSAGE)
    const [received] = await server.gets(1)
    t.equal(received?.from, 'shop@larder.example')
    t.equal(received?.mail.messageId, `<${id}@larder.example>`)
    await settled(app, id, 'sent')
    t.equal(server.received.length, 1)
    t.match(app.mail.deliveries, { sent: 1, failed: 0, retried: 0 })
  })

  t.test('that another process wrote is found', async (t) => {
    const server = await startMailServer(t)
    const writer = await mailApp(t)
    await mailApp(t, { url: server.url, retryPolicy: {} }, writer.databaseUrl)
    const { id } = await writer.mail.send(writer.db, MESSAGE)
    t.match((await settled(writer, id, 'sent')).attempts, 1)
  })

  t.test('that holds a secret is removed from the table once it is sent', async (t) => {
    const server = await startMailServer(t)
    const app = await mailApp(t, { url: server.url })
    const { id } = await app.mail.send(app.db, {
      ...MESSAGE,
      text: 'https://shop.example/reset?token=1',
      secret: true
    })
    const { message, subject } = await settled(app, id, 'sent')
    t.equal(message, null)
    t.equal(subject, 'Hello', 'and what it was about is known')
    await t.rejects(retryMail(app.db, id), { code: 'MAIL_ERR_STATUS' })
  })

  t.test('whose row cannot be read fails, and the others are sent', async (t) => {
    const server = await startMailServer(t)
    const writer = await mailApp(t)
    const { db } = writer
    const [message, recipients, removed, whole] = await writer.mail.sendAll(db, Array(4).fill(MESSAGE))
    const damage = (
      mail: typeof message,
      data: { message?: Uint8Array<ArrayBuffer> | null; recipients?: string }
    ) => db.mail.update({ where: { id: mail?.id }, data })
    await damage(message, { message: new TextEncoder().encode('{"subject":1}') })
    await damage(recipients, { recipients: '{"anna@example.org"}' })
    await damage(removed, { message: null })
    const app = await mailApp(t, { url: server.url }, writer.databaseUrl)
    for (const [mail, what] of [
      [message, 'message'],
      [recipients, 'recipients'],
      [removed, 'message']
    ] as const) {
      const { attempts, problem } = await settled(app, mail?.id ?? '', 'failed')
      t.equal(attempts, 1)
      t.equal(problem, `The mail's row has a ${what} that cannot be read. Write the mail again.`)
    }
    await settled(app, whole?.id ?? '', 'sent')
    t.equal(server.received.length, 1)
    t.equal((await listMails(db)).length, 4, 'and all are listed')
    await t.rejects(retryMail(db, message?.id ?? ''), { code: 'MAIL_ERR_BODY_GONE' })
  })

  t.test('is deleted when it is old', async (t) => {
    const server = await startMailServer(t)
    const app = await mailApp(t, { url: server.url })
    const { id } = await app.mail.send(app.db, MESSAGE)
    await settled(app, id, 'sent')
    await deleteOldMails(app.db, 60_000)
    t.equal((await listMails(app.db)).length, 1)
    await deleteOldMails(app.db, -1)
    t.equal((await listMails(app.db)).length, 0)
  })
})

// Ten thousand: test/long/bulk.ts.
test('many processes send many mails, each once', async (t) => {
  const server = await startMailServer(t)
  const url = `${server.url}?maxConnections=3`
  const app = await mailApp(t)
  // A lease that ends on a busy machine would have a mail sent twice.
  const options = { url, retryPolicy: { ...QUICK, lease: 60_000, closeTimeout: 60_000 } }
  const senders = await Promise.all([1, 2, 3, 4].map(() => mailApp(t, options, app.databaseUrl)))
  const subjects = Array.from({ length: 100 }, (_, index) => `No. ${index}`)
  await app.mail.sendAll(
    app.db,
    subjects.map((subject) => ({ ...MESSAGE, subject }))
  )
  await server.gets(subjects.length)
  await Promise.all(senders.map((sender) => sender.close()))
  t.same(server.received.map(({ mail }) => mail.subject).sort(), [...subjects].sort())
  t.equal((await listMails(app.db, { status: 'sent', limit: 1_000 })).length, subjects.length)
  t.ok(senders.filter(({ mail }) => mail.deliveries.sent > 0).length > 1, 'by more than one of them')
})

test('a process whose clock is fast takes no mail that another is sending', async (t) => {
  const server = await startMailServer(t, { answerMail: () => new Promise(() => {}) })
  const app = await mailApp(t, {
    url: server.url,
    retryPolicy: { ...QUICK, lease: 60_000, pollInterval: 1e9 }
  })
  const { id } = await app.mail.send(app.db, MESSAGE)
  await server.sees('data')
  const { now } = Date
  class FastDate extends Date {
    constructor(time: string | number | Date = now() + 600_000) {
      super(time)
    }
    static override now = () => now() + 600_000
  }
  const restore = replace(t, globalThis, 'Date', FastDate)
  await returnLostMails(app.db, [])
  restore()
  t.match(await findMail(app.db, id), { status: 'sending', attempts: 1 })
  await renewLeases(app.db, [id], -1)
  await returnLostMails(app.db, [id])
  t.match(await findMail(app.db, id), { status: 'sending' }, 'it is not taken for that of another process')
  await returnLostMails(app.db, [])
  t.match(await findMail(app.db, id), { status: 'queued' })
})

test('an app that closes', async (t) => {
  t.test('takes no more mails while it still answers requests', async (t) => {
    const server = await startMailServer(t)
    const { db, databaseUrl } = await mailApp(t)
    const later: string[] = []
    const app = await mailApp(t, { url: server.url }, databaseUrl, async (app) => {
      app.addHook('preClose', async () => {
        later.push((await app.mail.send(db, MESSAGE)).id)
        await another.mail.send(another.db, MESSAGE)
        await server.gets(1)
      })
    })
    const another = await mailApp(t, { url: server.url })
    await app.close()
    t.equal(server.received.length, 1, 'by the other app')
    t.match(await findMail(db, later[0] ?? ''), { status: 'queued', attempts: 0 })
  })

  t.test(
    'gives back what it was given too late',
    { skip: !onPostgresql && 'needs LOCK TABLE' },
    async (t) => {
      const server = await startMailServer(t)
      const { db, databaseUrl, mail, log } = await mailApp(t)
      const { id } = await mail.send(db, MESSAGE)
      const { db: slow } = await mailApp(t, {}, databaseUrl)
      const policy = { ...RETRY_POLICY, ...QUICK, closeTimeout: 20 }
      const transport = openTransport(server.url)
      let closed: Promise<void> | undefined
      await db.$transaction(async (tx) => {
        await tx.$executeRaw`LOCK TABLE mails IN ACCESS EXCLUSIVE MODE`
        const sender = new Sender({ db: slow, transport, log, policy })
        await until(() => isWaitedFor(db), 'the sender waits for its claim')
        closed = sender.close()
        // After the sender's own timer of the same length.
        await delay(policy.closeTimeout)
      })
      await closed
      t.same(server.received, [])
      t.match(await findMail(db, id), { status: 'queued', attempts: 1, problem: 'The process is ending.' })
    }
  )

  t.test('waits until the mails in hand are sent', async (t) => {
    const asked = new EventEmitter()
    const server = await startMailServer(t, {
      answerMail: () => new Promise((answer) => asked.emit('mail', () => answer(undefined)))
    })
    const { db, databaseUrl } = await mailApp(t)
    const app = await mailApp(
      t,
      { url: server.url, retryPolicy: { ...QUICK, closeTimeout: 60_000 } },
      databaseUrl
    )
    const mail = once(asked, 'mail')
    const { id } = await app.mail.send(db, MESSAGE)
    const [accept] = await mail
    const unlistened = once(app.server, 'close')
    await app.listen()
    const closed = app.close()
    await unlistened
    t.match(await findMail(db, id), { status: 'sending' }, 'no mail keeps the server open')
    accept()
    await closed
    t.match(await findMail(db, id), { status: 'sent', attempts: 1 })
  })
})

async function isWaitedFor(db: PrismaClient): Promise<boolean> {
  const waiting = await db.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return waiting.length > 0
}

test('a database that is away for a while costs no mail', async (t) => {
  const server = await startMailServer(t)
  const app = await mailApp(t, { url: server.url })
  const warned: unknown[] = []
  replace(t, app.log, 'warn', (...args: unknown[]) => warned.push(args))
  await app.db.$executeRaw`ALTER TABLE mails RENAME TO gone`
  await until(() => warned.length > 0, 'it is told that the database is away')
  await app.db.$executeRaw`ALTER TABLE gone RENAME TO mails`
  const { id } = await app.mail.send(app.db, MESSAGE)
  await settled(app, id, 'sent')
  t.equal(warned.length, 1, 'and is told of once')
})

test('a database that goes away while a mail is sent, has it sent once', async (t) => {
  const server = await startMailServer(t, {
    answerMail: async () => {
      await app.db.$executeRaw`ALTER TABLE mails RENAME TO gone`
      return undefined
    }
  })
  const app = await mailApp(t, { url: server.url })
  const failed: unknown[] = []
  replace(t, app.log, 'error', (...args: unknown[]) => failed.push(args))
  const { id } = await app.mail.send(app.db, MESSAGE)
  await until(() => failed.length > 0, 'the result cannot be saved')
  // Longer than a lease: it is still this process's.
  await delay(QUICK.lease ?? 0)
  await app.db.$executeRaw`ALTER TABLE gone RENAME TO mails`
  t.equal((await settled(app, id, 'sent')).attempts, 1)
  t.equal(server.received.length, 1)
})
