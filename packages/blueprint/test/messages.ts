import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createError } from '@fastify/error'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import {
  addMessages,
  blueprints,
  englishOf,
  errorMessage,
  explainMessage,
  languageTable,
  listMessages,
  translatorOf,
  writeText
} from '../src/index.js'
import { pseudoText } from '../src/languages/pseudo-language.js'
import { boot, makeApp, part } from './fixtures/site.js'

const LANGUAGES = { urls: { '': 'en', zh: 'zh-Hans' }, unprefixed: ['/staff'] }
const SHOP_ERR_FULL = createError('SHOP_ERR_FULL', 'There are %s goods, which are the most.', 409)
const SHOP_ERR_OFTEN = createError('SHOP_ERR_OFTEN', 'Try again in %s.', 429)
const SHOP_ERR_ODD = createError('SHOP_ERR_ODD', 'Odd.', 409)

const EN = {
  title: 'Our goods',
  hello: 'Hello, {name}',
  count: '{n, plural, one {# good} other {# goods}}',
  link: 'See <a href="{url}">all</a> of {name}',
  'kind.fruit': 'Fruit',
  'errors.SHOP_ERR_FULL': 'There are {n} goods, which are the most.',
  'errors.SHOP_ERR_OFTEN': 'Try again in {time}.',
  'only-english': 'Only in English'
}
const ZH = {
  title: '我们的商品',
  hello: '{name}，您好',
  count: '{n, plural, other {# 件商品}}',
  link: '查看{name}的<a href="{url}">全部</a>',
  'kind.fruit': '水果',
  'errors.SHOP_ERR_FULL': '最多 {n} 件商品。',
  'errors.SHOP_ERR_OFTEN': '请在{time}后再试。'
}

const LIST = `<% layout('layout') %><%= language %>|<%= t('title') %>|<%= t('count', { n: 2 }) %>|<%= t('hello', { name: it.name }) %>|<%~ tHtml('link', { name: it.name, url: urlFor('.list') }) %>|<%= tOf('kind', 'fruit') %>|<%= tOf('kind', 'fish') %>|<%= formatDate('2026-11-25T12:00:00Z') %>`

const FOLDER = {
  app: {
    templates: { 'layout.eta': `(<%~ it.body %> <%= t('shop') %>)` },
    languages: {
      'en.json': JSON.stringify({ shop: 'Shop' }),
      'zh-Hans.json': JSON.stringify({ shop: '商店' }),
      'shop.zh-Hans.json': JSON.stringify({ title: '好东西' })
    }
  },
  shop: {
    templates: {
      'list.eta': LIST,
      'part.eta': `<%= t('title') %>`,
      'english.eta': `<%= t('only-english') %>`
    },
    mail: {
      hello: {
        'subject.eta': `<%= t('title') %>`,
        'text.eta': `<%= t('hello', { name: it.name }) %> <%= urlFor('.list') %>`
      }
    },
    languages: { 'en.json': JSON.stringify(EN), 'zh-Hans.json': JSON.stringify(ZH) }
  },
  other: {
    templates: {
      'page.eta': `<%~ include('shop:part') %>|<%= t('shop:title') %>|<%~ include('shop:part', it.inLanguage('en')) %>`
    }
  },
  plugin: { languages: { 'en.json': JSON.stringify({ low: 'Low' }) } }
}

test('messages', async (t) => {
  const { app, folder, lines } = await site(t)
  const body = async (url: string) => (await app.inject(url)).body
  const logged = (text: string) => lines.filter((line) => line.includes(text)).length

  await t.test('are in the language of the page: texts, plurals, links, dates', async (t) => {
    t.equal(
      await body('/shop?name=%3Cb%3E'),
      '(en|Our goods|2 goods|Hello, &lt;b&gt;|See <a href="/shop">all</a> of &#60;b&#62;|Fruit|fish|25 November 2026 Shop)'
    )
    t.equal(
      await body('/zh/shop?name=Li'),
      '(zh-Hans|好东西|2 件商品|Li，您好|查看Li的<a href="/zh/shop">全部</a>|水果|fish|2026年11月25日 商店)'
    )
  })

  await t.test('are those of the blueprint whose template it is, whoever includes it', async (t) => {
    t.match(await body('/zh/other'), '好东西|好东西|')
  })

  await t.test('are in another language where a page includes a part in it', async (t) => {
    t.equal(await body('/zh/other'), '好东西|好东西|Our goods')
  })

  await t.test('may be given as texts, too', async (t) => {
    const { t: chinese } = translatorOf(app, 'zh-Hans')
    t.equal(
      writeText((t) => t('shop:title'), chinese),
      '好东西'
    )
    t.equal(writeText('IBAN', chinese), 'IBAN')
  })

  await t.test('that a language lacks are in the next one, which is told in one line at boot', async (t) => {
    t.equal(await body('/zh/shop/english'), 'Only in English')
    t.equal(logged("zh-Hans lacks 2 of 16 messages, 'shop:only-english' the first."), 1)
  })

  await t.test('that nobody has are told once, and their key is never shown', async (t) => {
    const { t: chinese } = translatorOf(app, 'zh-Hans')
    for (const key of ['shop:lost', 'shop:lost']) t.equal(chinese(key), '')
    t.equal(logged("There is no message 'shop:lost'."), 1)
  })

  await t.test('need the values that they name', async (t) => {
    t.throws(() => translatorOf(app).t('shop:hello'), {
      code: 'BLUEPRINT_ERR_MESSAGE_ARGUMENT',
      message: "The message 'shop:hello' needs a value for {name}."
    })
  })

  await t.test('say errors, with what stands in them; others have their own words', async (t) => {
    t.equal(await body('/zh/shop/full'), '最多 20 件商品。')
    t.equal(await body('/shop/full'), 'There are 20 goods, which are the most.')
    t.equal(await body('/zh/shop/often'), '请在5分钟后再试。')
    t.equal(await body('/shop/often'), 'Try again in 5 minutes.')
    t.equal(await body('/zh/shop/odd'), 'Odd.')
  })

  await t.test('say errors as the app does, in English and in others', async (t) => {
    const { app } = await site(t, LANGUAGES, {
      'errors.SHOP_ERR_FULL': 'No more than {n}, please.',
      'errors.SHOP_ERR_ODD': 'Odd.'
    })
    const body = async (url: string) => (await app.inject(url)).body
    t.equal(await body('/shop/full'), 'No more than 20, please.')
    t.equal(await body('/zh/shop/full'), '最多 20 件商品。')
    t.equal(await body('/shop/odd'), 'Odd.', 'also where its owner has no message')
  })

  await t.test('say where they are looked for', async (t) => {
    const [english, chinese] = explainMessage(app, 'shop', 'title')
    t.match(english, { language: 'en', text: 'Our goods' })
    t.same(
      chinese?.places.map(({ outcome, owner }) => [outcome, owner]),
      [
        ['wins', 'app'],
        ['shadowed', 'shop']
      ]
    )
    t.ok(listMessages(app).some(({ owner, key }) => owner === 'plugin' && key === 'low'))
    t.throws(() => explainMessage(app, 'nobody', 'title'), { code: 'BLUEPRINT_ERR_NAME_UNKNOWN' })
  })

  await t.test('are there for functions without an app, in English', async (t) => {
    const english = englishOf('shop', pathToFileURL(`${path.join(folder, 'shop')}/`))
    t.equal(english('shop:count', { n: 1 }), '1 good')
    t.equal(english.of('shop:kind', 'fruit'), 'Fruit')
  })
})

test('a mail is in the language of its reader, whatever the request', async (t) => {
  const { app } = await site(t)
  t.same((await app.inject('/shop/mail?language=zh-Hans')).json(), {
    subject: '好东西',
    text: 'Li，您好 https://shop.example/zh/shop'
  })
  t.same((await app.inject('/zh/shop/mail')).json(), {
    subject: 'Our goods',
    text: 'Hello, Li https://shop.example/shop'
  })
  t.match((await app.inject('/shop/mail?language=fr')).json(), { subject: 'Our goods' })
})

test('a redirect stays in the language of the URL', async (t) => {
  const { app } = await site(t)
  for (const [url, to, location] of [
    ['/zh/shop/go', '/shop?a=1', '/zh/shop?a=1'],
    ['/zh/shop/go', '/', '/zh/'],
    ['/zh/shop/go', '/zh/shop', '/zh/shop'],
    ['/zh/shop/go', '/staff/orders', '/staff/orders'],
    ['/zh/shop/go', 'https://pay.example/', 'https://pay.example/'],
    ['/zh/shop/go', '//pay.example/', '//pay.example/'],
    ['/shop/go', '/shop', '/shop']
  ] as const) {
    t.equal((await app.inject({ url, query: { to } })).headers.location, location, `${url} to ${to}`)
  }
})

test('the pseudo-language accents all messages, and nothing that a page needs', async (t) => {
  const { app } = await site(t, { urls: { '': 'en', xa: 'en-XA' } })
  const { body } = await app.inject('/xa/shop?name=Li')
  t.match(body, '[Óúř ǧóódš ~ ~]')
  t.match(body, '[2 ǧóódš ~ ~')
  t.match(body, '<a href="/xa/shop">áll</a>')
  t.match(pseudoText('{average, number} of 5'), '[{average, number} óf 5 ~')
})

test('an app that says nothing of languages speaks English, without `blueprints` too', async (t) => {
  const folder = t.testdir(FOLDER)
  const app = makeApp(t)
  app.register(part('shop', shop, folder), { prefix: '/market', name: 'market' })
  await boot(app)
  t.match((await app.inject('/market?name=Li')).body, 'en|Our goods|2 goods|Hello, Li|')
})

test('what cannot be spoken stops the boot', async (t) => {
  const broken = (text: string) => ({ shop: { languages: { 'en.json': text } } })
  for (const [text, code] of [
    ['{', 'BLUEPRINT_ERR_MESSAGES_UNREADABLE'],
    ['{"a": {"b": "c"}}', 'BLUEPRINT_ERR_MESSAGES_UNREADABLE'],
    ['{"a": "{n, plural, one {#}}"}', 'BLUEPRINT_ERR_MESSAGE_BROKEN']
  ] as const) {
    const app = makeApp(t)
    app.register(part('shop', undefined, t.testdir(broken(text))))
    await t.rejects(boot(app), { code }, text)
  }
  for (const urls of [{}, { zh: 'zh-Hans' }, { '': 'english!' }, { '': 'en', 'Z H': 'zh' }])
    t.throws(() => languageTable({ urls: urls as Record<string, string> }), {
      code: 'BLUEPRINT_ERR_LANGUAGES'
    })
  const app = makeApp(t)
  app.register(async (app) => addMessages(app, 'plugin', pathToFileURL(`${t.testdir()}/`)))
  await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_FOLDER_MISSING' })
})

test('a path with a language', async (t) => {
  const { splitPath } = languageTable(LANGUAGES)

  t.test('is split into both', async (t) => {
    t.same(splitPath('/zh/goods?a=1'), { language: 'zh-Hans', path: '/goods?a=1' })
    t.same(splitPath('/zh?a=1'), { language: 'zh-Hans', path: '/?a=1' })
    for (const path of ['/goods', '/zhe', '/zh/staff']) t.same(splitPath(path), { language: undefined, path })
  })

  t.test('has none where the rest would lead to another site', async (t) => {
    for (const path of ['/zh//evil.example', '/zh/\\evil.example', '/zh///evil.example', '/zh//'])
      t.same(splitPath(path), { language: undefined, path })
    t.same(splitPath('/zh/zh//evil.example'), { language: 'zh-Hans', path: '/zh//evil.example' })
  })
})

async function site(
  t: Test,
  languages: Parameters<typeof languageTable>[0] = LANGUAGES,
  english?: Record<string, string>
) {
  const folder = t.testdir(FOLDER)
  if (english) writeFileSync(`${folder}/app/languages/shop.en.json`, JSON.stringify(english))
  const lines: string[] = []
  const { splitPath } = languageTable(languages)
  const app = Fastify({
    logger: { level: 'warn', stream: { write: (line: string) => void lines.push(line) } },
    rewriteUrl: ({ url = '/' }) => splitPath(url).path
  })
  t.teardown(() => app.close())
  const publicUrl = new URL('https://shop.example')
  const own = { templates: path.join(folder, 'app/templates'), messages: path.join(folder, 'app/languages') }
  app.register(blueprints, { ...own, languages, publicUrl })
  app.register(part('shop', shop, folder), { prefix: '/shop' })
  app.register(
    part('other', async (app) => void app.get('/', (_request, reply) => reply.view('page')), folder),
    {
      prefix: '/other'
    }
  )
  app.register(async (app) => addMessages(app, 'plugin', pathToFileURL(`${path.join(folder, 'plugin')}/`)))
  await boot(app)
  return { app, folder, lines }
}

async function shop(app: FastifyInstance): Promise<void> {
  app.get<{ Querystring: { name: string } }>('/', { name: 'list' }, (request, reply) =>
    reply.view('list', { name: request.query.name })
  )
  app.get('/english', (_request, reply) => reply.view('english'))
  app.get('/full', async (request) => errorMessage(request, new SHOP_ERR_FULL(20)))
  app.get('/often', async (request) => errorMessage(request, new SHOP_ERR_OFTEN('5 minutes')))
  app.get('/odd', async (request) => errorMessage(request, new SHOP_ERR_ODD()))
  app.get<{ Querystring: { language?: string } }>('/mail', async ({ query: { language } }) =>
    app.renderMail('hello', { name: 'Li' }, { language })
  )
  app.get<{ Querystring: { to: string } }>('/go', (request, reply) => reply.redirect(request.query.to))
}
