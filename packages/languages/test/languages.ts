import { blueprint, blueprints } from '@larder/blueprint'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import languages, { languageUrls } from '../src/index.js'

const LANGUAGES = { urls: { '': 'en', zh: 'zh-Hans' }, unprefixed: ['/staff', '/language'] }
const PAGE = `<%= language %> <%~ include('languages:switch') %><%~ include('languages:offer') %>
<% for (const { language, url } of it.languages?.alternatesOf('/shop/page') ?? []) { %>[<%= language %> <%= url %>]<% } %>`

test('the root leads to the visitor’s language', async (t) => {
  const app = await site(t)
  const visit = (url: string, headers = {}) =>
    app.inject({ url, headers: { accept: 'text/html', ...headers } })
  const chinese = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }

  await t.test('once, by what its browser says', async (t) => {
    const { statusCode, headers } = await visit('/', chinese)
    t.match(
      { statusCode, ...headers },
      { statusCode: 302, location: '/shop/zh/', vary: 'Accept-Language, Cookie' }
    )
    t.equal((await visit('/?a=1', chinese)).headers.location, '/shop/zh/?a=1')
    t.equal((await visit('/', { 'accept-language': 'en-US,zh;q=0.5' })).statusCode, 200)
    t.equal((await visit('/', { 'accept-language': 'zh;q=0,en;q=0.1' })).statusCode, 200)
    t.equal((await visit('/')).statusCode, 200)
    t.match((await visit('/')).headers.vary, 'Accept-Language, Cookie', 'of which caches know')
  })

  await t.test('or by what was chosen, which wins', async (t) => {
    t.equal((await visit('/', { ...chinese, cookie: 'a=b; language=en' })).statusCode, 200)
    t.equal((await visit('/', { cookie: 'language=zh-Hans' })).headers.location, '/shop/zh/')
    t.equal((await visit('/', { cookie: 'language=zh-Hans', 'x-user': 'en' })).statusCode, 200)
    t.equal((await visit('/', { cookie: 'language=xx' })).statusCode, 200)
  })

  await t.test('and no other page does: its URL alone says the language', async (t) => {
    t.match((await visit('/page', chinese)).body, /^en /)
    t.match((await visit('/zh/page')).body, /^zh-Hans /)
    t.match((await visit('/zh/')).body, /^zh-Hans /)
  })

  await t.test('but for pages of staff, who have chosen theirs', async (t) => {
    t.match((await visit('/staff', { 'x-user': 'zh-Hans', 'accept-language': 'en' })).body, /^zh-Hans /)
    t.match((await visit('/staff', chinese)).body, /^en /)
  })
})

test('a page', async (t) => {
  const app = await site(t)
  const visit = (url: string, language: string) =>
    app.inject({ url, headers: { accept: 'text/html', 'accept-language': language } })

  await t.test('offers the language that its visitor reads better, in that language', async (t) => {
    const { body, headers } = await visit('/page?a=1', 'zh')
    t.match(
      body,
      '<p class="language-offer" lang="zh-Hans"><a href="/shop/zh/page?a=1" hreflang="zh-Hans">本页有简体中文版。</a></p>'
    )
    t.match(headers.vary, 'Accept-Language')
    t.match(
      (await visit('/zh/page', 'en')).body,
      '<a href="/shop/page" hreflang="en">This page is also in English.</a>'
    )
    t.notMatch((await visit('/zh/page', 'zh')).body, 'language-offer')
    t.notMatch(
      (await visit('/zh/page', '')).body,
      'language-offer',
      'English is no better for an unknown visitor'
    )
  })

  await t.test('tells search engines where it is in each language', async (t) => {
    t.match(
      (await visit('/zh/page', 'zh')).body,
      '[en /shop/page][zh-Hans /shop/zh/page][x-default /shop/page]'
    )
  })
})

test('a visitor changes the language', async (t) => {
  const saved: string[] = []
  const app = await site(t, { saveLanguage: async (_request, language) => void saved.push(language) })
  const choose = (language: string, path?: string) =>
    app.inject({ method: 'POST', url: '/language', payload: { language, path } })

  await t.test('by a form on each page, which knows where it is', async (t) => {
    const { body } = await app.inject({ url: '/zh/page?a=1', headers: { accept: 'text/html' } })
    t.match(body, '<form method="post" action="/shop/language"')
    t.match(body, 'name="path" value="/page?a=1"')
    t.match(body, /<legend>语言<\/legend>[\s\S]*value="zh-Hans"[^>]*aria-current="true">简体中文<\/button>/)
  })

  await t.test('also on a page whose URL is too long to be sent', async (t) => {
    const { body } = await app.inject({
      url: `/zh/page?a=${'1'.repeat(1_000)}`,
      headers: { accept: 'text/html' }
    })
    t.match(body, 'name="path" value="/"')
  })

  await t.test('and comes to the same page', async (t) => {
    const { statusCode, headers } = await choose('zh-Hans', '/page?a=1')
    t.match({ statusCode, ...headers }, { statusCode: 303, location: '/shop/zh/page?a=1' })
    t.match(headers['set-cookie'], /^language=zh-Hans; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
    t.same(saved, ['zh-Hans'])
    t.equal((await choose('en', '/zh/page')).headers.location, '/shop/page')
    t.equal((await choose('zh-Hans', '/staff')).headers.location, '/shop/staff')
  })

  await t.test('and to no other site', async (t) => {
    for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', ''])
      t.equal((await choose('zh-Hans', path)).headers.location, '/shop/zh/', path)
    for (const [path, location] of [
      ['/zh//evil.example', '/shop/zh//evil.example'],
      ['/zh/zh//evil.example', '/shop/zh//evil.example'],
      ['/zh/\\evil.example', '/shop/zh//evil.example'],
      ['/zh/\t/evil.example', '/shop/'],
      ['/zh/..//evil.example', '/shop/']
    ] as const)
      t.equal((await choose('en', path)).headers.location, location, path)
  })

  await t.test('to one that there is', async (t) => {
    const { statusCode, body } = await choose('fr')
    t.equal(statusCode, 400)
    t.match(JSON.parse(body), {
      code: 'LANGUAGES_ERR_UNKNOWN',
      message: /Choose one of these: en, zh-Hans\./
    })
  })
})

test('an app with one language offers none', async (t) => {
  const app = await site(t, {}, { urls: { '': 'en' } })
  const { statusCode, headers, body } = await app.inject({
    url: '/',
    headers: { accept: 'text/html', 'accept-language': 'zh' }
  })
  t.match({ statusCode, body }, { statusCode: 200, body: /^en\s*$/ })
  t.equal(headers.vary, undefined)
})

async function site(
  t: Test,
  options: Parameters<typeof languages>[1] = {},
  spoken: Parameters<typeof languageUrls>[0] = LANGUAGES
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({ rewriteUrl: languageUrls(spoken) })
  t.teardown(() => app.close())
  const root = new URL(`file://${t.testdir({ templates: { 'page.eta': PAGE } })}/`)
  app.register(blueprints, { languages: spoken, publicUrl: new URL('https://example.com/shop') })
  app.register(languages, { userLanguage: ({ headers }) => headers['x-user']?.toString(), ...options })
  app.register(
    blueprint({ name: 'pages', root, defaults: {} }, async (app) => {
      for (const url of ['/', '/page', '/staff']) app.get(url, async (_request, reply) => reply.view('page'))
    })
  )
  await app.ready()
  return app
}
