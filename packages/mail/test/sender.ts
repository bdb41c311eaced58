import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { PrismaClient } from '@larder/database'
import { onPostgresql, replace, startMailServer } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { cancelMail, deleteOldMails, findMail, listMails, retryMail } from '../src/index.js'
import { renewLeases, returnLostMails } from '../src/sending/queue.js'
import { RETRY_POLICY } from '../src/sending/retry-policy.js'
import { Sender } from '../src/sending/sender.js'
import { openTransport } from '../src/transport/open-transport.js'
import { droppingProxy } from './fixtures/dropping-proxy.js'
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

test('what the server says', async (t) => {
  t.test('for now, is asked again until it says otherwise', async (t) => {
    let refusals = 3
    const server = await startMailServer(t, {
      answerTo: () => (refusals-- > 0 ? [451, 'Greylisted, come back later'] : undefined)
    })
    const app = await mailApp(t, { url: server.url })
    const { id } = await app.mail.send(app.db, MESSAGE)
    await server.gets(1)
    const { attempts, problem } = await settled(app, id, 'sent')
    t.equal(attempts, 4)
    t.equal(problem, null)
    t.equal(app.mail.deliveries.retried, 3)
  })

  t.test('for ever, is asked once; and again if somebody wants it', async (t) => {
    let refused = true
    const server = await startMailServer(t, {
      answerMail: () => (refused ? [554, '5.7.1 This looks\r\nlike spam'] : undefined)
    })
    const app = await mailApp(t, { url: server.url })
    const { id } = await app.mail.send(app.db, MESSAGE)
    const secret = await app.mail.send(app.db, { ...MESSAGE, secret: true })
    const { attempts, problem } = await settled(app, id, 'failed')
    t.equal(attempts, 1)
    t.match(problem, '5.7.1 This looks')
    t.equal((await settled(app, secret.id, 'failed')).message, null)
    await t.rejects(retryMail(app.db, secret.id), { code: 'MAIL_ERR_BODY_GONE' })
    refused = false
    await retryMail(app.db, id)
    t.equal((await settled(app, id, 'sent')).attempts, 1)
    await t.rejects(cancelMail(app.db, id), { code: 'MAIL_ERR_STATUS' })
    await t.rejects(retryMail(app.db, 'nothing'), { code: 'MAIL_ERR_UNKNOWN' })
  })

  t.test('of some recipients, holds for them alone', async (t) => {
    let busy = true
    const server = await startMailServer(t, {
      answerTo: (address) =>
        address.startsWith('gone')
          ? [550, 'No such user']
          : busy && address.startsWith('busy')
            ? [450, 'Busy']
            : undefined
    })
    const app = await mailApp(t, { url: server.url })
    const to = ['anna@example.org', 'busy@example.org', 'gone@example.org']
    const { id } = await app.mail.send(app.db, { ...MESSAGE, to })
    await server.gets(1)
    busy = false
    const { status, remaining, problem } = await settled(app, id, 'failed')
    t.equal(status, 'failed')
    t.same(remaining, ['gone@example.org'])
    t.match(problem, 'No such user')
    t.same(
      server.received.map(({ to }) => to),
      [['anna@example.org'], ['busy@example.org']]
    )
  })

  t.test('of every other of a hundred recipients, holds for those fifty', async (t) => {
    const server = await startMailServer(t, {
      answerTo: (address) => (/[13579]@/.test(address) ? [550, `No such user: ${address}`] : undefined)
    })
    const app = await mailApp(t, { url: server.url })
    const to = Array.from({ length: 100 }, (_, index) => `anna${index}@example.org`)
    const { id } = await app.mail.send(app.db, { ...MESSAGE, to, secret: true })
    const { remaining, problem, message } = await settled(app, id, 'failed')
    t.equal(server.received[0]?.to.length, 50)
    t.same(
      remaining,
      to.filter((_, index) => index % 2 === 1)
    )
    t.ok(problem && problem.length <= 500)
    t.equal(message, null)
  })

  t.test('too long, is the end of it', async (t) => {
    const server = await startMailServer(t, { answerTo: () => [421, 'Not today'] })
    const app = await mailApp(t, { url: server.url, retryPolicy: { ...QUICK, giveUpAfter: 0 } })
    const { id } = await app.mail.send(app.db, { ...MESSAGE, secret: true })
    const { attempts, message } = await settled(app, id, 'failed')
    t.equal(attempts, 5, 'but it was tried a few times at least')
    t.equal(message, null)
  })

  t.test('nothing while a mail waits, which can be cancelled', async (t) => {
    const server = await startMailServer(t, { answerTo: () => [450, 'Busy'] })
    const app = await mailApp(t, {
      url: server.url,
      retryPolicy: { ...QUICK, backoff: 1e6, longestBackoff: 1e6 }
    })
    const { id } = await app.mail.send(app.db, { ...MESSAGE, secret: true })
    await settled(app, id, 'queued', 1)
    await cancelMail(app.db, id)
    const { status, message } = await findMail(app.db, id)
    t.equal(status, 'cancelled')
    t.equal(message, null)
  })
})

test('a server that', async (t) => {
  t.test('is not there gets the mails once it is, and one tries for all until then', async (t) => {
    const first = await startMailServer(t)
    const port = Number(new URL(first.url).port)
    await first.close()
    const app = await mailApp(t, { url: first.url, retryPolicy: { ...QUICK, closeTimeout: 60_000 } })
    const said: unknown[] = []
    for (const level of ['warn', 'info'] as const) {
      replace(t, app.log, level, (...args: unknown[]) => said.push(args.at(-1)))
    }
    await app.mail.sendAll(app.db, Array(50).fill(MESSAGE))
    await until(() => app.mail.deliveries.retried >= 8, 'eight mails are retried')
    t.ok((await app.db.mail.count({ where: { attempts: 0 } })) > 30, 'most are not tried for nothing')
    const server = await startMailServer(t, { port })
    await server.gets(50)
    await app.close()
    t.equal(server.received.length, 50)
    t.same(said, [
      'The mail server cannot be reached. Mails wait until it can.',
      'The mail server can be reached again.'
    ])
  })

  t.test('accepts and hangs keeps a mail for as long as it is allowed to', async (t) => {
    const hanging = createServer(() => {}).listen(0, '127.0.0.1')
    await once(hanging, 'listening')
    t.teardown(() => void hanging.close())
    const { port } = hanging.address() as AddressInfo
    const app = await mailApp(t, { url: `smtp://127.0.0.1:${port}?greetingTimeout=50` })
    const { id } = await app.mail.send(app.db, MESSAGE)
    t.match((await settled(app, id, 'queued', 2)).problem, /greeting/i)
  })

  t.test('never ends to answer is left at the end of the process', async (t) => {
    const server = await startMailServer(t, { answerMail: () => new Promise(() => {}) })
    const { db, databaseUrl } = await mailApp(t)
    const app = await mailApp(
      t,
      { url: server.url, retryPolicy: { ...QUICK, longestBackoff: 1e6, backoff: 1e6 } },
      databaseUrl
    )
    const { id } = await app.mail.send(db, MESSAGE)
    await server.sees('data')
    await t.rejects(cancelMail(db, id), { code: 'MAIL_ERR_STATUS', message: /is sending/ })
    await t.rejects(retryMail(db, id), { code: 'MAIL_ERR_STATUS' })
    await app.close()
    t.match(await findMail(db, id), { status: 'queued', attempts: 1, problem: /ending/ })
  })

  t.test('is a program that hangs is left at the end of the process too', async (t) => {
    const folder = t.testdir({ sendmail: '#!/bin/sh\ntouch "$0.begun"\nexec sleep 5\n' })
    chmodSync(`${folder}/sendmail`, 0o755)
    const { db, databaseUrl } = await mailApp(t)
    const options = { url: `sendmail:${folder}/sendmail`, retryPolicy: { ...QUICK, backoff: 1e9 } }
    const app = await mailApp(t, options, databaseUrl)
    const { id } = await app.mail.send(db, MESSAGE)
    await until(() => existsSync(`${folder}/sendmail.begun`), 'the program runs')
    await app.close()
    t.match(await findMail(db, id), { status: 'queued', problem: /ending/ })
  })

  t.test('drops the connection in DATA gets the mail at another time', async (t) => {
    let drops = 2
    const server = await startMailServer(t)
    const dropping = await droppingProxy(t, Number(new URL(server.url).port), () => drops-- > 0)
    const app = await mailApp(t, { url: `smtp://127.0.0.1:${dropping}` })
    const { id } = await app.mail.send(app.db, MESSAGE)
    await server.gets(1)
    t.equal((await settled(app, id, 'sent')).attempts, 3)
    t.equal(server.received.length, 1)
  })

  t.test('demands TLS, or a password, is given neither time nor the mail up', async (t) => {
    const strict = await startMailServer(t, {
      disabledCommands: ['AUTH'],
      onMailFrom: (_address, { secure }, accept) =>
        accept(secure ? null : Object.assign(new Error('Must issue STARTTLS first'), { responseCode: 530 }))
    })
    const locked = await startMailServer(t, { disabledCommands: ['STARTTLS'] })
    for (const [url, problem] of [
      [`${strict.url}?ignoreTLS=true`, /STARTTLS/],
      [locked.url, /authentication|530/i],
      [locked.url.replace('//', '//anna:wrong@'), /login|535|auth/i]
    ] as const) {
      const app = await mailApp(t, { url })
      const { id } = await app.mail.send(app.db, MESSAGE)
      t.match((await settled(app, id, 'queued', 2)).problem, problem)
    }
  })

  t.test('has a bad certificate is not trusted, unless that was said', async (t) => {
    const server = await startMailServer(t, { disabledCommands: ['AUTH'] })
    const app = await mailApp(t, { url: server.url })
    const { id } = await app.mail.send(app.db, MESSAGE)
    t.match((await settled(app, id, 'queued', 1)).problem, /certificate|altname|expired/i)
    t.equal(server.received.length, 0)
    const careless = await mailApp(t, { url: `${server.url}?tls.rejectUnauthorized=false` })
    await careless.mail.send(careless.db, MESSAGE)
    await server.gets(1)
  })
})

test('a process that is killed just when the server has accepted a mail', async (t) => {
  const workers: ChildProcess[] = []
  const due = new Set(['first'])
  const server = await startMailServer(t, {
    answered: ({ mail: { subject = '' } }) => due.delete(subject) && workers.at(-1)?.kill('SIGKILL')
  })
  const app = await mailApp(t)
  const mails = await app.mail.sendAll(
    app.db,
    ['first', 'second'].map((subject) => ({ ...MESSAGE, subject }))
  )
  // The last one lives.
  for (let count = 0; count < 2; count++) {
    const worker = fork(PROCESS, [app.databaseUrl, `${server.url}?maxConnections=1`])
    workers.push(worker)
    t.teardown(() => void worker.kill('SIGKILL'))
    if (count < 1) await once(worker, 'exit')
  }
  for (const { id } of mails) {
    await settled(app, id, 'sent')
    const times = server.received.filter(({ mail }) => mail.messageId === `<${id}@larder.example>`).length
    t.ok(times === 1 || times === 2, 'loses no mail, and has none sent more than twice, as the same')
  }
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

const PROCESS = fileURLToPath(new URL('fixtures/sending-process.mjs', import.meta.url))

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
