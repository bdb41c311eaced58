import { EventEmitter, once } from 'node:events'
import database from '@larder/database'
import { freshDatabase } from '@larder/testing'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type Test, test } from 'tap'
import session, { flash, signIn, signOutEverywhere } from '../src/index.js'
import { mergeChanges } from '../src/merge-changes.js'

test('what a request has changed', (t) => {
  const cases: [what: string, before: object, after: object, present: object, merged: object][] = [
    ['is put beside what another has', { a: 1 }, { a: 1, b: 2 }, { a: 1, c: 3 }, { a: 1, b: 2, c: 3 }],
    ['wins where both changed one value', { a: 1 }, { a: 2 }, { a: 3 }, { a: 2 }],
    [
      'leaves alone what only the other changed',
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: 5, b: 1 },
      { a: 5, b: 2 }
    ],
    ['is removed, with what the other made of it', { a: 1 }, {}, { a: 2, b: 1 }, { b: 1 }],
    ['is compared deeply', { a: { b: [1] } }, { a: { b: [1] } }, { a: { b: [2] } }, { a: { b: [2] } }],
    ['is added to a list', { l: ['a'] }, { l: ['a', 'b'] }, { l: ['a', 'c'] }, { l: ['a', 'c', 'b'] }],
    ['begins a list that the other has begun too', {}, { l: ['b'] }, { l: ['a'] }, { l: ['a', 'b'] }],
    ['is added to a list twice', { l: ['a'] }, { l: ['a', 'a'] }, { l: ['a', 'b'] }, { l: ['a', 'b', 'a'] }],
    ['is taken out of a list that the other has added to', { l: ['a'] }, {}, { l: ['a', 'b'] }, { l: ['b'] }],
    ['empties a list that the other has emptied too', { l: ['a'] }, {}, {}, {}],
    ['makes a list of what was none', { l: 1 }, { l: ['a'] }, { l: 2 }, { l: ['a'] }]
  ]
  for (const [what, before, after, present, merged] of cases)
    t.same(mergeChanges({ ...before }, { ...after }, { ...present }), merged, what)
  t.end()
})

test('requests of one session at the same moment, over two instances', async (t) => {
  const url = await freshDatabase(t)
  const arrivals = new EventEmitter()
  const apps = [open(t, url, arrivals), open(t, url, arrivals)]

  /** Sends all, lets each read the session before any writes to it, and waits for the answers. */
  async function together(cookie: string, urls: string[]): Promise<void> {
    const all = urls.map((url, index) => {
      const arrived = once(arrivals, url)
      const answer = apps[index % 2]?.inject({ method: 'POST', url, headers: { cookie } })
      return { answer, arrived: Promise.race([arrived, answer?.then(refuseEarly)]) }
    })
    await Promise.all(all.map(({ arrived }) => arrived))
    arrivals.emit('go')
    for (const { answer } of all) t.equal((await answer)?.statusCode, 200)
  }

  /** A request that failed before its handler waited would otherwise never arrive. */
  function refuseEarly({ statusCode, body }: { statusCode: number; body: string }): void {
    if (statusCode !== 200) throw new Error(`${statusCode} ${body}`)
  }

  await t.test('keep what each of them keeps', async (t) => {
    const { cookie, read } = await begin(apps)
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`)
    await together(cookie, [...keys.map((key) => `/keep/${key}`), ...keys.map((key) => `/flash/${key}`)])
    const { notes, flashes } = await read()
    t.same(Object.keys(notes).sort(), keys.toSorted())
    // A visitor has ten flashes at most, as far as a request knows.
    t.same(flashes.toSorted(), ['first', ...keys].sort())
  })

  await t.test('take from it what each has taken', async (t) => {
    const { cookie, read } = await begin(apps)
    await together(cookie, ['/take', '/flash/second', '/keep/other'])
    t.same(await read(), { notes: { other: 'kept' }, flashes: ['second'] })
  })

  await t.test('do not bring it back when one of them has ended it', async (t) => {
    const { cookie, read } = await begin(apps)
    await together(cookie, ['/keep/one', '/end', '/flash/late'])
    t.same(await read(), { notes: {}, flashes: [] })
  })
})

/** A shop whose handlers wait between reading the session and writing to it. */
function open(t: Test, url: string, arrivals: EventEmitter): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  // Forty requests open connections at once: on a busy machine that takes longer than a visitor may wait.
  app.register(database, { url, connectionTimeout: 30_000 }).register(session)
  arrivals.setMaxListeners(0)
  const wait = async (request: FastifyRequest) => {
    const go = once(arrivals, 'go')
    arrivals.emit(request.url)
    await go
  }
  app.register(async (app) => {
    app.post('/begin', async (request) => {
      await signIn(request, { id: 1, name: 'Anna', role: 'customer' })
      flash(request, 'first')
    })
    app.get('/', async ({ session }) => ({ notes: notesOf(session), flashes: session.flashes ?? [] }))
    app.post<{ Params: { key: string } }>('/keep/:key', { preHandler: wait }, async (request) => {
      Object.assign(request.session, { [`note ${request.params.key}`]: 'kept' })
    })
    app.post<{ Params: { key: string } }>('/flash/:key', { preHandler: wait }, async (request) =>
      flash(request, request.params.key)
    )
    app.post('/take', { preHandler: wait }, async (request) => {
      request.session.flashes = undefined
    })
    app.post('/end', { preHandler: wait }, async () => {
      await signOutEverywhere(app.db, 1)
    })
  })
  return app
}

function notesOf(session: object): object {
  return Object.fromEntries(
    Object.entries(session)
      .filter(([key]) => key.startsWith('note '))
      .map(([key, value]) => [key.slice('note '.length), value])
  )
}

async function begin([app]: FastifyInstance[]) {
  const ask = async (method: 'GET' | 'POST', url: string, cookie = '') => {
    if (!app) throw new Error('There is no instance.')
    return app.inject({ method, url, headers: { cookie } })
  }
  const cookie = `session=${(await ask('POST', '/begin')).cookies[0]?.value}`
  const read = async (): Promise<{ notes: object; flashes: string[] }> =>
    (await ask('GET', '/', cookie)).json()
  return { cookie, read }
}
