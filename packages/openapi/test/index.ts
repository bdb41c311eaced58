import { blueprint, blueprints } from '@larder/blueprint'
import database from '@larder/database'
import session, { requireUser } from '@larder/session'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import { test } from 'tap'
import { Type } from 'typebox'
import openApi from '../src/index.js'

const notes = blueprint({ name: 'notes', defaults: {} }, async (app) => {
  const querystring = Type.Object({ page: Type.Integer({ default: 1 }), q: Type.String() })
  app.get('/', { name: 'list', schema: { summary: 'All notes', querystring } }, async () => [])
  app.post('/', { name: 'add', preHandler: requireUser, schema: { body: Type.Object({}) } }, async () => ({}))
  app.get('/draft', { schema: { hide: true } }, async () => '')
})

test('the routes of an app', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  // Nothing is asked of it.
  app.register(database, { url: 'postgresql://nobody@localhost/none' })
  app.register(blueprints).register(session)
  app.register(openApi, { title: 'Notes', version: '1.2.3', publicUrl: new URL('https://notes.example/') })
  app.register(notes, { prefix: '/notes' })
  app.register(async (app) => {
    app.get('/', { name: 'about' }, async () => 'us')
  })
  await app.ready()
  const { body } = await app.inject('/docs/json')
  const { info, servers, paths } = JSON.parse(body)

  t.test('are a valid document of OpenAPI 3.1', async (t) => {
    t.same(await new Validator().validate(JSON.parse(body)), { valid: true })
    t.match(info, { title: 'Notes', version: '1.2.3' })
    t.same(servers, [{ url: 'https://notes.example' }])
  })

  t.test('have the name and the blueprint that they are declared with', async (t) => {
    t.match(paths['/notes'].get, { operationId: 'notes.list', summary: 'All notes', tags: ['notes'] })
    t.match(paths['/'].get, { operationId: 'about', tags: ['app'] })
    t.notOk(paths['/notes/draft'])
  })

  t.test('take what must be sent, and no more', async (t) => {
    const required = (name: string) =>
      paths['/notes'].get.parameters.find((parameter: { name: string }) => parameter.name === name).required
    t.notOk(required('page'), 'there is a default')
    t.ok(required('q'))
  })

  t.test('say who may ask', async (t) => {
    t.same(paths['/notes'].post.security, [{ session: [] }])
    t.ok(paths['/notes'].post.responses[401])
    t.notOk(paths['/notes'].get.security)
  })

  t.test('can be looked at', async (t) => {
    t.match((await app.inject('/docs')).body, 'Routes · Notes')
  })
})
