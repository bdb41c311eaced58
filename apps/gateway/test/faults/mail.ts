import { freshDatabase, startMailServer } from '@larder/testing'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { request } from 'undici'
import { openOutbox } from '../fixtures/outbox.js'
import { type ServedShop, serveShop } from '../fixtures/served-shop.js'

const MESSAGE = { to: 'anna@example.org', text: 'Dear Anna', secret: true }
const MAIL_FROM = 'shop@larder.example'

test('a mail server that is away while 50 people register', async (t) => {
  const first = await startMailServer(t)
  const { one, other } = await serveTwo(t, () => first.url)
  const origins = [one.origin, other.origin]
  const usual = await registerPeople(t, origins, 'usual')
  await first.gets(50)
  await first.close()
  const away = await registerPeople(t, origins, 'away')
  const server = await startMailServer(t, { port: Number(new URL(first.url).port) })
  const back = performance.now()
  const received = await server.gets(50)
  t.same(received.flatMap(({ to }) => to).sort(), away.people.sort())
  t.comment(
    `answered in ${Math.round(away.median)} ms, usually ${Math.round(usual.median)} ms; all sent ${since(back)} after it was back`
  )
  t.ok(away.median < 2 * usual.median, 'they are answered as fast as usual')
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
  await until(async () => (await db.mail.count({ where: { status: 'sent' } })) === 30, 'all mails are sent')
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
    serveShop(t, ['-w', '2', '--rate-limit', '0'], { DATABASE_URL, MAIL_FROM, MAIL_URL: urlFor(name) })
  const one = await serve('one')
  return { DATABASE_URL, one, other: await serve('other') }
}

/** Has fifty people register, one after the other. @returns their addresses, and how many milliseconds an answer took */
async function registerPeople(t: Test, origins: string[], name: string) {
  const took: number[] = []
  const people: string[] = []
  for (let count = 0; count < 50; count++) {
    const email = `${name}${count}@example.org`
    const began = performance.now()
    const { statusCode, body } = await request(`${origins[count % origins.length]}/users/register`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ user_name: `${name} ${count}`, email, password: 'plum jam and toast' })
    })
    await body.dump()
    took.push(performance.now() - began)
    t.equal(statusCode, 201)
    people.push(email)
  }
  return { people, median: took.sort((one, other) => one - other)[25] ?? 0 }
}

function since(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`
}
