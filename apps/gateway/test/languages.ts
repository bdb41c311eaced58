import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { languageUrls } from '@larder/languages'
import { createOrder } from '@larder/orders/testing'
import { projectFolder } from '@larder/postgres'
import { staffClient } from '@larder/staff/testing'
import { startMailServer, type TestApp, testAppWith } from '@larder/testing'
import { newPerson, signUp } from '@larder/users/testing'
import { type Test, test } from 'tap'
import shop, { type AppOptions, languagesOf } from '../src/app.js'

test('the shop in two languages', async (t) => {
  const app = await bilingualShop(t)

  await t.test('has its pages in both, each with its own address', async (t) => {
    const { body } = await app.client().visit('/zh/pages/terms')
    t.match(body, '<html lang="zh-Hans">')
    t.match(body, /<link rel="canonical" href="[^"]*\/zh\/pages\/terms">/)
    t.match(
      body,
      /hreflang="en" href="[^"]*\d\/pages\/terms">|hreflang="en" href="[^"]*localhost[^"]*\/pages\/terms">/
    )
    t.match(body, /hreflang="x-default"/)
    t.match(body, 'href="/zh/goods"')
    t.match(body, '>隐私政策</a>')
    t.notMatch((await app.client().visit('/pages/terms')).body, 'href="/zh/goods"')
  })

  await t.test('says in the language of the page what is wrong', async (t) => {
    const page = await app.client().visit('/zh/pages/nothing')
    t.equal(page.statusCode, 404)
    t.match(page.body, /找不到这个页面[\s\S]*没有这个页面。/)
    t.match((await app.client().visit('/zh/nothing')).body, '这个网址下没有内容。')
    t.match((await app.client().get('/zh/pages/nothing')).json(), {
      code: 'PAGES_ERR_NOT_FOUND',
      message: 'We have no such page.'
    })
  })

  await t.test('says nothing in English on a Chinese page', async (t) => {
    const staff = await staffClient(app, { name: '李四' })
    await staff.submit('/language', { language: 'zh-Hans', path: '/staff' })
    const settings = ['', '/shop', '/places', '/seller', '/orders'].map((page) => `/staff/settings${page}`)
    for (const url of ['/zh/', '/zh/nothing', '/zh/users/login', '/staff', '/staff/log', ...settings]) {
      const { body } = await (url.startsWith('/zh') ? app.client() : staff).visit(url)
      t.match(body, '<html lang="zh-Hans">', url)
      t.notMatch(body.replace(/<script.*?<\/script>|<[^>]*>/gs, ' '), /[a-z]{2,} +[a-z]{2,}/, url)
    }
  })

  await t.test('has no address of another language for staff, files and probes', async (t) => {
    for (const url of ['/zh/staff', '/zh/metrics', '/zh/sitemap.xml', '/zh/static/site.css'])
      t.equal((await app.client().visit(url)).statusCode, 404, url)
  })

  await t.test('links and leads to no other site', async (t) => {
    const english = { 'accept-language': 'en' }
    for (const url of ['/zh//evil.example', '/zh/zh//evil.example', '/zh/\\evil.example']) {
      const { body } = await app.inject({ url, headers: { accept: 'text/html', ...english } })
      t.notMatch(body, /(href|value)="[/\\]{2}/, url)
      const { headers } = await app.client().submit('/language', { language: 'en', path: url.slice(3) })
      t.notMatch(headers.location, /^[/\\]{2}/, url)
    }
  })

  await t.test('keeps the choice of a customer, and the page', async (t) => {
    const { client } = await signUp(app)
    const { statusCode, headers } = await client.submit('/language', {
      language: 'zh-Hans',
      path: '/addresses/new'
    })
    t.match({ statusCode, ...headers }, { statusCode: 303, location: '/zh/addresses/new' })
    const { body } = await client.visit('/zh/addresses/new')
    t.match(body, '<h1>新地址</h1>')
    t.match(body, '<label for="postal_code">邮政编码</label>')
    t.match(body, '>德国</option>')
    t.equal(await app.db.user.count({ where: { language: 'zh-Hans' } }), 1)
    const saved = await client.submit('/zh/addresses', {
      country: 'DE',
      name: 'Li',
      street: 'Weg 1',
      postal_code: '1',
      city: 'Ulm'
    })
    t.match(saved, { statusCode: 422, body: /邮政编码与德国的格式不符，正确的例子：10115。/ })
    const done = await client.submit('/zh/addresses', {
      country: 'DE',
      name: 'Li',
      street: 'Weg 1',
      postal_code: '89073',
      city: 'Ulm'
    })
    t.equal(done.headers.location, '/zh/addresses')
    t.match((await client.visit('/zh/addresses')).body, '地址已保存。')
  })
})

test('a mail is in the language of its reader, also where it is sent again', async (t) => {
  let refusals = 1
  const server = await startMailServer(t, {
    answerMail: () => (refusals-- > 0 ? [451, 'Later'] : undefined)
  })
  const app = await bilingualShop(t, {
    mail: { url: server.url, retryPolicy: { pollInterval: 20, backoff: 10, longestBackoff: 40 } }
  })

  await t.test('an order’s in that of the order', async (t) => {
    await createOrder(app, { language: 'zh-Hans', email: 'li@example.org' })
    const [placed] = await server.gets(1)
    t.match(await app.db.mail.findMany(), [{ attempts: 2 }], 'the mail server refused it once')
    t.match(placed?.mail.subject, /^我们已收到您的订单 L-/)
    for (const text of ['感谢您的订购', '合计：', '收货地址：', '/zh/orders/'])
      t.match(placed?.mail.text, text)
    t.notMatch(placed?.mail.text, 'thank you')
  })

  await t.test('an account’s in that of the pages on which it was made', async (t) => {
    await app.client().submit('/zh/users/register', newPerson())
    const [, confirm] = await server.gets(2)
    t.equal(confirm?.mail.subject, '请确认您的电子邮箱')
    t.match(confirm?.mail.html, '<html lang="zh-Hans">')
    t.match(confirm?.mail.text, '/zh/users/confirm?token=')
  })
})

test('all messages are complete', async (t) => {
  const checks = pathToFileURL(path.join(projectFolder(), 'scripts/languages/check-languages.mjs')).href
  const { checkLanguages } = await import(checks)
  t.same(checkLanguages(projectFolder()).problems, [])
})

function bilingualShop(t: Test, options: AppOptions = {}): Promise<TestApp> {
  const languages = ['en', 'zh-Hans']
  return testAppWith(t, { rewriteUrl: languageUrls(languagesOf(languages)) }, [
    shop,
    { ...options, languages }
  ])
}
