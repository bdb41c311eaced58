import { type BlueprintApp, blueprint, blueprints } from '@larder/blueprint'
import session from '@larder/session'
import { type TestApp, testApp } from '@larder/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import tap, { test } from 'tap'
import { Type } from 'typebox'
import { deleteOldEntries } from '../src/audit/delete-old-entries.js'
import staff, {
  actorOf,
  type PageQuery,
  readPage,
  recordAudit,
  replyConflict,
  seenVersion,
  sendVersion,
  staffMember
} from '../src/index.js'
import { staffClient } from '../src/testing/index.js'

const ROLES = new Map<number, 'customer' | 'staff' | 'admin'>()

/** What a feature does: a page of its own, and a thing of which there is one. */
const thing = { name: 'Apples', version: 1 }
const feature = blueprint({ name: 'feature', dependencies: ['@larder/staff'], defaults: {} }, addRoutes)
async function addRoutes(app: BlueprintApp) {
  app.staff.permit('things.edit', { about: 'Change things' })
  app.staff.permit('things.refund', { about: 'Pay back', askAgain: true })
  app.staff.permit('settings.edit', { about: 'Change the shop', role: 'admin' })
  app.staff.add({ section: 'Things', label: 'All things', route: 'feature.list', permission: 'things.edit' })
  app.staff.add({
    section: 'Things',
    label: 'The shop',
    route: 'feature.settings',
    permission: 'settings.edit'
  })
  const body = Type.Object({ name: Type.String(), version: Type.Optional(Type.Integer()) })
  app.get('/things', { name: 'list', config: { permission: 'things.edit' } }, async (request, reply) => {
    sendVersion(reply, thing.version)
    return { ...staffMember(request) }
  })
  app.post('/things', { config: { permission: 'things.edit' }, schema: { body } }, async (request, reply) => {
    if (seenVersion(request) !== thing.version) {
      const fields = [{ label: 'Name', name: 'name', mine: request.body.name, theirs: thing.name }]
      return replyConflict(request, reply, {
        title: thing.name,
        back: '/staff/things',
        version: thing.version,
        fields
      })
    }
    const changes = { name: [thing.name, request.body.name] } as const
    await recordAudit(app.db, actorOf(request), { action: 'things.edit', subject: ['thing', 1], changes })
    Object.assign(thing, { name: request.body.name, version: thing.version + 1 })
    return { saved: true }
  })
  app.post('/refund', { config: { permission: 'things.refund' } }, async () => ({ refunded: true }))
  app.get('/settings', { name: 'settings', config: { permission: 'settings.edit' } }, async () => ({
    shop: 'Larder'
  }))
}

const login = fp(async (app: FastifyInstance) => {
  app.get('/login', { name: 'login' }, async () => 'Log in')
  app.get('/second-factor', { name: 'second-factor' }, async () => 'Code')
})

const app = await testApp(
  tap,
  blueprints,
  [session, { loginRoute: 'login', secondFactorRoute: 'second-factor' }],
  login,
  [staff, { findMember: async (_db: unknown, id: number) => findMember(id) }],
  [feature, { prefix: '/staff' }]
)

function findMember(id: number) {
  const role = ROLES.get(id)
  return role && { id, name: 'Sofie', role }
}

test('a route with a permission', async (t) => {
  const hour = 60 * 60_000
  const cases = [
    ['a guest', undefined, 401, 401],
    ['a customer', { role: 'customer' }, 403, 403],
    ['staff', { role: 'staff' }, 200, 403],
    ['an admin', { role: 'admin' }, 200, 200],
    ['an admin without a second factor', { secondFactorAt: null }, 403, 403],
    ['an admin whose second factor is 13 hours old', { secondFactorAt: Date.now() - 13 * hour }, 403, 403]
  ] as const
  for (const [who, options, things, settings] of cases) {
    await t.test(`answers ${who}`, async (t) => {
      const client = options ? await staffClient(app, options) : app.client()
      t.equal((await client.get('/staff/things')).statusCode, things)
      t.equal((await client.get('/staff/settings')).statusCode, settings)
    })
  }

  await t.test('leads browsers to the log-in, and to the second factor', async (t) => {
    const guest = await app.client().visit('/staff/things')
    t.match(guest, { statusCode: 303, headers: { location: '/login?next=%2Fstaff%2Fthings' } })
    const client = await staffClient(app, { secondFactorAt: null })
    const member = await client.visit('/staff/things')
    t.match(member, { statusCode: 303, headers: { location: '/second-factor?next=%2Fstaff%2Fthings' } })
  })

  await t.test('asks again for what pays money back', async (t) => {
    const client = await staffClient(app, { secondFactorAt: Date.now() - 16 * 60_000 })
    t.equal((await client.get('/staff/things')).statusCode, 200)
    t.match((await client.post('/staff/refund')).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    const fresh = await staffClient(app)
    t.equal((await fresh.post('/staff/refund')).statusCode, 200)
  })

  await t.test('is refused before its body is read', async (t) => {
    const payload = '{"name":'
    const headers = { 'content-type': 'application/json' }
    const response = await app.client().request({ method: 'POST', url: '/staff/things', headers, payload })
    t.equal(response.statusCode, 401)
  })

  await t.test('is kept by no cache, and found by no search engine', async (t) => {
    const { headers } = await (await staffClient(app)).get('/staff/things')
    t.match(headers, { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
  })
})

test('the boot is refused', async (t) => {
  const cases: [what: string, code: string, routes: (app: FastifyInstance) => Promise<void>][] = [
    [
      'a route below /staff without a permission',
      'STAFF_ERR_NO_PERMISSION',
      async (app) => void app.get('/staff/x', async () => 1)
    ],
    [
      'a permission that is not declared',
      'STAFF_ERR_UNKNOWN_PERMISSION',
      async (app) => void app.get('/x', { config: { permission: 'things.eat' } }, async () => 1)
    ],
    [
      'a permission that is declared twice',
      'STAFF_ERR_PERMISSION_TAKEN',
      async (app) => app.staff.permit('audit.read', { about: '' })
    ]
  ]
  for (const [what, code, routes] of cases) {
    await t.test(`for ${what}`, async (t) => {
      const other = Fastify()
      t.teardown(() => other.close())
      other.register(fp(async () => {}, { name: '@larder/database' }))
      other.decorate('db', app.db)
      other.register(session)
      other.register(staff)
      other.register(fp(routes))
      await t.rejects(async () => other.ready(), { code })
    })
  }
})

test('the front page', async (t) => {
  await t.test('shows the links that a member can use', async (t) => {
    const { body } = await (await staffClient(app, { role: 'staff', name: 'Zoë <b>' })).visit('/staff')
    t.match(body, '<a href="/staff/things">All things</a>')
    t.notMatch(body, '/staff/settings')
    t.notMatch(body, '/staff/log')
    t.match(body, 'Zoë &lt;b&gt;')
    t.notMatch(body, 'undefined')
  })

  await t.test('marks where one is', async (t) => {
    const { body } = await (await staffClient(app)).visit('/staff/log')
    t.match(body, '<a href="/staff/log" aria-current="page">')
  })
})

test('the log of changes', async (t) => {
  await t.test('has who changed what, before and after', async (t) => {
    const client = await staffClient(app, { name: 'Ada' })
    await client.post('/staff/things', { name: 'Pears', version: thing.version })
    const { entries } = (await client.get('/staff/log?actor=Ada')).json()
    t.match(entries[0], {
      actor_id: client.member.id,
      action: 'things.edit',
      subject_type: 'thing',
      subject_id: '1',
      changes: { name: ['Apples', 'Pears'] },
      ip: '127.0.0.1'
    })
    const { body } = await client.visit('/staff/log?subject_type=thing&subject_id=1')
    t.match(body, '<del>Apples</del> <ins>Pears</ins>')
  })

  await t.test('is read a page at a time, there and back', async (t) => {
    const action = 'things.count'
    const records = Array.from({ length: 120 }, (_, n) => ({
      action,
      subject: ['thing', n] as const,
      changes: {}
    }))
    await recordAudit(app.db, { id: null, name: 'a command' }, ...records)
    const client = await staffClient(app)
    const read = async (query: string) => (await client.get(`/staff/log?action=${action}${query}`)).json()
    const subjects = (page: { entries: { subject_id: string }[] }) =>
      page.entries.map((entry) => Number(entry.subject_id))
    const first = await read('')
    t.same(subjects(first), range(119, 70))
    t.equal(first.previous, null)
    const second = await read(`&after=${first.next}`)
    t.same(subjects(second), range(69, 20))
    const third = await read(`&after=${second.next}`)
    t.same(subjects(third), range(19, 0))
    t.equal(third.next, null)
    t.same(subjects(await read(`&before=${third.previous}`)), range(69, 20))
    t.same(await read(`&before=${second.previous}`), first)
  })

  await t.test('leaves out no row of a page beside one that fits no more', async (t) => {
    const ids = (await app.db.auditEntry.findMany({ orderBy: { id: 'asc' }, take: 7 })).map(({ id }) => id)
    const [id = 0] = ids.splice(3, 1)
    const read = async (place: PageQuery) => {
      const where = { id: { in: ids } }
      const { rows, ...page } = await readPage(place, 2, (take) =>
        app.db.auditEntry.findMany({ where, orderBy: { id: 'asc' }, ...take })
      )
      return { ...page, ids: rows.map((row) => row.id) }
    }
    t.same(await read({ after: id }), { ids: ids.slice(3, 5), previous: ids[3], next: ids[4] })
    t.same(await read({ before: id }), { ids: ids.slice(1, 3), previous: ids[1], next: ids[2] })
    ids.splice(1, 1)
    t.same(await read({ before: id }), { ids: ids.slice(0, 2), previous: null, next: ids[1] })
  })

  await t.test('keeps long values short', async (t) => {
    const changes = { description: ['x'.repeat(70_000), 'y'] } as const
    await recordAudit(
      app.db,
      { id: null, name: 'a command' },
      { action: 'things.long', subject: ['thing', 1], changes }
    )
    const { entries } = (await (await staffClient(app)).get('/staff/log?action=things.long')).json()
    t.equal(entries[0].changes.description[0].length, 501)
  })
})

test('a change from a version that is over', async (t) => {
  const client = await staffClient(app)
  const old = thing.version
  await client.post('/staff/things', { name: 'Quinces', version: old })

  await t.test('shows both values, and keeps what was typed', async (t) => {
    const { statusCode, body } = await client.submit('/staff/things', { name: 'Plums', version: old })
    t.equal(statusCode, 409)
    t.match(body, '<td class="text">Plums</td><td class="text">Quinces</td>')
    t.match(body, '<input type="hidden" name="name" value="Plums">')
    t.match(body, `<input type="hidden" name="version" value="${thing.version}">`)
  })

  await t.test('is 409 for a program, 412 where it sent If-Match, and 428 without a version', async (t) => {
    const send = (headers: Record<string, string>, body: object) =>
      client.request({
        method: 'POST',
        url: '/staff/things',
        headers: { accept: 'application/json', ...headers },
        payload: body
      })
    t.equal((await send({}, { name: 'Plums', version: old })).statusCode, 409)
    const refused = await send({ 'if-match': `"${old}"` }, { name: 'Plums' })
    t.match(refused, { statusCode: 412, headers: { etag: `"${thing.version}"` } })
    t.equal((await send({}, { name: 'Plums' })).statusCode, 428)
    const etag = (await client.get('/staff/things')).headers.etag
    t.equal((await send({ 'if-match': String(etag) }, { name: 'Plums' })).statusCode, 200)
  })
})

test('a token', async (t) => {
  const bearer = (token: string, url: string) =>
    app.inject({ url, headers: { accept: 'application/json', authorization: `Bearer ${token}` } })

  await t.test('does what it may, and is known by its last use', async (t) => {
    const { client, token } = await newToken(app, ['things.edit'])
    t.match((await bearer(token, '/staff/things')).json(), { id: client.member.id, role: 'admin' })
    t.equal((await bearer(token, '/staff/settings')).statusCode, 403)
    const { tokens } = (await client.get('/staff/tokens')).json()
    t.match(tokens, [{ name: 'Scales', permissions: ['things.edit'], used_at: String }])
    t.equal(tokens.length, 1)
  })

  await t.test('is stored as its hash, and not logged for the audit', async (t) => {
    const { token } = await newToken(app, ['things.edit'])
    const rows = JSON.stringify([await app.db.staffToken.findMany(), await app.db.auditEntry.findMany()])
    t.notMatch(rows, token)
  })

  await t.test('does less once its member may do less', async (t) => {
    const { client, token } = await newToken(app, ['settings.edit'])
    t.equal((await bearer(token, '/staff/settings')).statusCode, 200)
    ROLES.set(client.member.id, 'staff')
    t.equal((await bearer(token, '/staff/settings')).statusCode, 403)
    ROLES.set(client.member.id, 'customer')
    t.equal((await bearer(token, '/staff/settings')).statusCode, 401)
    ROLES.delete(client.member.id)
    t.equal((await bearer(token, '/staff/settings')).statusCode, 401)
  })

  await t.test('ends when it is revoked, and with its days', async (t) => {
    const { client, id, token } = await newToken(app, ['things.edit'], 1)
    const foreign = await staffClient(app)
    t.equal((await foreign.post(`/staff/tokens/${id}/revoke`)).statusCode, 404)
    t.equal((await bearer(token, '/staff/things')).statusCode, 200)
    await app.db.staffToken.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
    t.equal((await bearer(token, '/staff/things')).statusCode, 401)
    await app.db.staffToken.update({ where: { id }, data: { expiresAt: null } })
    t.equal((await client.post(`/staff/tokens/${id}/revoke`)).statusCode, 200)
    t.match((await bearer(token, '/staff/things')).json(), { statusCode: 401, code: 'STAFF_ERR_TOKEN' })
  })

  await t.test('may not be given what its member may not do', async (t) => {
    const client = await staffClient(app, { role: 'staff' })
    const body = { name: 'Scales', permissions: ['settings.edit'] }
    t.match((await client.post('/staff/tokens', body)).json(), { problems: { permissions: String } })
    const form = await client.submit('/staff/tokens', { name: ' ', days: '' })
    t.equal(form.statusCode, 422)
    t.match(form.body, 'Please check 2 fields')
  })

  await t.test('makes and revokes no token, whatever its member may do', async (t) => {
    const { client, id, token } = await newToken(app, ['things.edit'])
    const body = { name: 'For ever', permissions: ['staff.tokens'] }
    t.match((await client.post('/staff/tokens', body)).json(), { problems: { permissions: String } })
    t.notMatch((await client.visit('/staff/tokens')).body, 'value="staff.tokens"')
    // One from a time when it could have it.
    await app.db.staffToken.update({ where: { id }, data: { permissions: 'things.edit,staff.tokens' } })
    t.equal((await bearer(token, '/staff/things')).statusCode, 200)
    t.equal((await bearer(token, '/staff/tokens')).statusCode, 403)
  })

  await t.test('is made by a form, and shown once', async (t) => {
    const client = await staffClient(app)
    const { statusCode, body } = await client.submit('/staff/tokens', {
      name: 'Scales',
      permissions: 'things.edit',
      days: ''
    })
    t.equal(statusCode, 201)
    t.match(body, /larder_[\w-]{43}/)
    t.notMatch((await client.visit('/staff/tokens')).body, /larder_/)
  })
})

test('entries of the log that are three years old go, and no others', async (t) => {
  const record = { action: 'things.edit', subject: ['thing', 'old'], changes: {} } as const
  await recordAudit(app.db, { id: null, name: 'Sofie' }, record, record)
  const [first] = await app.db.auditEntry.findMany({ where: { subjectId: 'old' } })
  const at = new Date(Date.now() - YEARS - 1)
  await app.db.auditEntry.update({ where: { id: first?.id ?? 0 }, data: { at } })
  await deleteOldEntries(app.db, YEARS)
  t.equal(await app.db.auditEntry.count({ where: { subjectId: 'old' } }), 1)
})

/** Three of them. */
const YEARS = 3 * 365 * 24 * 60 * 60_000

async function newToken(app: TestApp, permissions: string[], days = 0) {
  const client = await staffClient(app)
  ROLES.set(client.member.id, client.member.role)
  const response = await client.post('/staff/tokens', { name: 'Scales', permissions, days })
  const { id, token } = response.json()
  return { client, id, token }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, n) => from - n)
}
