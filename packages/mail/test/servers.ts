import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { replace, startMailServer } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { cancelMail, findMail, retryMail } from '../src/index.js'
import { droppingProxy } from './fixtures/dropping-proxy.js'
import { mailApp, settled } from './fixtures/mail-app.js'
import { MESSAGE, QUICK } from './fixtures/quick.js'

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

const PROCESS = fileURLToPath(new URL('fixtures/sending-process.mjs', import.meta.url))
