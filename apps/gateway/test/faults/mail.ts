import { freshDatabase, startMailServer } from '@larder/testing'
import { type Test, test } from 'tap'
import { openOutbox } from '../fixtures/outbox.js'
import { type ServedShop, serveShop } from '../fixtures/served-shop.js'

const MESSAGE = { to: 'anna@example.org', text: 'Dear Anna', secret: true }
const MAIL_FROM = 'shop@larder.example'

test('a mail server that is away while 50 people are written to', async (t) => {
  const first = await startMailServer(t)
  await first.close()
  const { DATABASE_URL } = await serveTwo(t, () => first.url)
  const { db, mail } = await openOutbox(t, DATABASE_URL)
  const took: number[] = []
  for (let count = 0; count < 50; count++) {
    const began = performance.now()
    await db.$transaction((tx) => mail.send(tx, { ...MESSAGE, subject: `No. ${count}` }))
    took.push(performance.now() - began)
  }
  while ((await db.mail.count({ where: { attempts: { gt: 0 } } })) < 50) await pause()
  const server = await startMailServer(t, { port: Number(new URL(first.url).port) })
  const back = performance.now()
  await server.gets(50)
  t.comment(`written in ${Math.round(Math.max(...took))} ms at most, sent ${since(back)} after it was back`)
  t.equal(new Set(server.received.map(({ mail }) => mail.messageId)).size, 50)
})

test('kill -9 of the workers between the acceptance of a mail and its mark, 30 times', async (t) => {
  const due = new Set<string>()
  let kills = 0
  let doomed: number[] = []
  const shops = new Map<string, ServedShop>()
  const server = await startMailServer(t, {
    async answerMail({ client, mail: { subject = '' } }) {
      // Asked before the answer, so that nothing is between it and the kill.
      if (due.has(subject)) doomed = await workersOf(client)
      return undefined
    },
    answered({ mail: { subject = '' } }) {
      if (!due.delete(subject)) return
      for (const pid of doomed) process.kill(pid, 'SIGKILL')
      kills += 1
    }
  })
  const workersOf = async (client: string) => {
    const { workers = [] } = (await shops.get(client)?.status()) ?? {}
    return workers.flatMap(({ pid }) => pid ?? [])
  }
  const { DATABASE_URL, one, other } = await serveTwo(t, (name) => `${server.url}?name=${name}`)
  shops.set('one', one).set('other', other)
  const { db, mail } = await openOutbox(t, DATABASE_URL)
  for (let count = 0; count < 30; count++) {
    const subject = `No. ${count}`
    due.add(subject)
    const replaced = Promise.race([one, other].map((shop) => shop.says(' serves"', 2)))
    await mail.send(db, { ...MESSAGE, subject })
    await replaced
  }
  // A killed worker's mails are taken over when its lease ends, after a minute.
  while ((await db.mail.count({ where: { status: 'sent' } })) < 30) await pause()
  t.equal(kills, 30)
  const times = new Map<string, number>()
  for (const { mail } of server.received) {
    const id = mail.messageId ?? ''
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  t.equal(times.size, 30, 'none is lost')
  t.ok(
    [...times.values()].every((count) => count <= 2),
    'and none sent more than twice'
  )
  t.comment(`${server.received.length - 30} of 30 were sent twice`)
})

/** Two instances of two workers each, on one database; each sends by the URL for its name. */
async function serveTwo(t: Test, urlFor: (name: string) => string) {
  const DATABASE_URL = await freshDatabase(t)
  const serve = (name: string) =>
    serveShop(t, ['-w', '2'], { DATABASE_URL, MAIL_FROM, MAIL_URL: urlFor(name) })
  const one = await serve('one')
  return { DATABASE_URL, one, other: await serve('other') }
}

function since(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200))
}
