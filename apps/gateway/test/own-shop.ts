import path from 'node:path'
import { listTemplates } from '@larder/blueprint'
import goods from '@larder/goods'
import { createGood } from '@larder/goods/testing'
import { languageUrls } from '@larder/languages'
import legalPages from '@larder/pages'
import pictures from '@larder/pictures'
import settingsStaff from '@larder/settings/staff'
import { testAppWith } from '@larder/testing'
import users from '@larder/users'
import { test } from 'tap'
import shop, { languagesOf } from '../src/app.js'
import { loadShop } from '../src/load-shop.js'
import { projectOf } from '../src/project-files.js'
import { defineShop } from '../src/shop/define-shop.js'

const CATALOGUE = defineShop({
  async features(app, shop) {
    await app.register(legalPages, { prefix: '/pages', ...shop.pages })
    await app.register(users, { prefix: '/users', ...shop.users })
    await app.register(pictures, { prefix: '/pictures' })
    await app.register(goods, { prefix: '/goods' })
    await app.register(settingsStaff, { prefix: '/staff/settings' })
  }
})

test('a shop of one’s own, which only shows goods', async (t) => {
  const folder = t.testdir({
    templates: { 'footer.eta': `<p>Ours</p><%~ include('larder:footer', it) %>` },
    languages: { 'en.json': '{ "home.title": "The orchard" }' },
    static: { 'favicon.ico': 'ours' }
  })
  const own = { ...CATALOGUE, folder }
  const app = await testAppWith(t, { rewriteUrl: languageUrls(languagesOf(['en'])) }, [shop, { own }])
  await createGood(app.db, { slug: 'apples', name: 'Apples' })
  const visitor = app.client()

  await t.test('has no link to what it does without', async (t) => {
    for (const url of ['/', '/goods', '/goods/apples', '/users/login']) {
      const { statusCode, body } = await visitor.visit(url)
      t.equal(statusCode, 200, url)
      t.notMatch(body, /\/(carts|checkout|orders|delivery|addresses|favourites)/, url)
    }
    t.equal((await visitor.get('/carts')).statusCode, 404)
    t.notMatch((await visitor.get('/sitemap.xml')).body, /\/delivery/)
  })

  await t.test('has files, words and templates of its own, and Larder’s under them', async (t) => {
    const { body } = await visitor.visit('/')
    t.match(body, /<title>The orchard/)
    t.match(body, /<p>Ours<\/p>[\s\S]*<footer/)
    t.equal((await visitor.get('/favicon.ico')).body, 'ours')
    const [style = ''] = /\/static\/larder\/[^"]+\.css[^"]*/.exec(body) ?? []
    t.equal((await visitor.get(style)).statusCode, 200)
    const footer = listTemplates(app).find(({ template, blueprint }) => !blueprint && template === 'footer')
    t.match(footer, { owner: 'app' })
  })
})

test('a shop of one’s own has the styles that stand in its folder', async (t) => {
  const stylesOf = async (files: Record<string, string>) => {
    const own = { ...CATALOGUE, folder: t.testdir({ static: files }) }
    const app = await testAppWith(t, {}, [shop, { own }])
    const { body } = await app.client().visit('/')
    return [...body.matchAll(/<link rel="stylesheet" href="([^"?]+)/g)].map(([, url]) => url)
  }
  t.same(await stylesOf({}), ['/static/larder/shop.css'])
  t.same(await stylesOf({ 'shop.css': '', 'base.css': '' }), ['/static/shop.css'])
  t.match(await stylesOf({ 'base.css': '' }), [
    '/static/base.css',
    '/static/larder/frame.css',
    '/goods/static/goods.css'
  ])
})

test('the file of a shop', async (t) => {
  const folder = t.testdir({
    'package.json': '{ "type": "module" }',
    src: { 'app.js': 'export default { features() {} }', 'other.js': 'export default 1' }
  })
  const at = (name: string) => path.join(folder, 'src', name)
  t.match(await loadShop({ app: at('app.js') }), { features: Function, folder })
  t.equal(projectOf(at('app.js')), folder)
  t.match(
    await loadShop({}),
    { features: Function, folder: undefined },
    'without one it is all that Larder has'
  )
  for (const [name, message] of [
    ['none.js', /none\.js is not there/],
    ['other.js', /other\.js has no defineShop/]
  ] as const) {
    await t.rejects(loadShop({ app: at(name) }), { code: 'GATEWAY_ERR_APP', message })
  }
})
