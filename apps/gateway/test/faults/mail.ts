import { freshDatabase, startMailServer } from '@larder/testing'
import { type Test, test } from 'tap'
import { openOutbox } from '../fixtures/outbox.js'
import { type ServedShop, serveShop } from '../fixtures/served-shop.js'

const MESSAGE = { to: 'anna@example.org', text: 'Dear Anna', secret: true }
const MAIL_FROM = 'shop@larder.example'

test('a mail server that is away while 50 people register', async (t) => {
  const first = await startMailServer(t)
  const { DATABASE_URL, one, other } = await serveTwo(t, () => first.url)
  const { db } = await openOutbox(t, DATABASE_URL)
  const register = async (count: number, name: string) => {
    const took: number[] = []
    for (let person = 0; person < count; person++) {
      const began = performance.now()
      const { origin } = person % 2 === 0 ? one : other
      t.equal(await registerAt(origin, `${name} ${person}`), 201)
      took.push(performance.now() - began)
    }
    return took.sort((a, b) => a - b)
  }
  const usual = await register(50, 'before')
  await first.gets(50)
  await first.close()

  const away = await register(50, 'away')
  while ((await db.mail.count({ where: { status: 'queued', attempts: { gt: 0 } } })) < 50) await pause()
  const server = await startMailServer(t, { port: Number(new URL(first.url).port) })
  const back = performance.now()
  const mails = await server.gets(50)
  t.comment(
    `registered in ${spread(away)} (before: ${spread(usual)}), all sent ${since(back)} after it was back`
  )
  t.equal(new Set(mails.map(({ mail }) => mail.messageId)).size, 50)
  t.equal(new Set(mails.flatMap(({ to }) => to)).size, 50)
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
    serveShop(t, ['-w', '2', '--rate-limit', '0'], { DATABASE_URL, MAIL_FROM, MAIL_URL: urlFor(name) })
  const one = await serve('one')
  return { DATABASE_URL, one, other: await serve('other') }
}

async function registerAt(origin: string, name: string): Promise<number> {
  const email = `${name.replace(' ', '.')}@example.org`
  const { status } = await fetch(`${origin}/users/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ user_name: name, email, password: 'plums and pears' })
  })
  return status
}

function spread(sorted: number[]): string {
  return `${Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)} ms, at most ${Math.round(sorted.at(-1) ?? 0)}`
}

function since(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200))
}
