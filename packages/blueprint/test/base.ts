import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { explainMessage, explainTemplate, listMailTemplates, listStatics, previewMail } from '../src/index.js'
import { makeSite, part, show, viewer } from './fixtures/site.js'

test('an app that builds upon another', async (t) => {
  const folder = t.testdir({
    app: {
      templates: { 'footer.eta': `app's <%~ include('larder:footer') %>`, goods: { 'list.eta': 'app list' } },
      static: { 'shop.css': 'app' },
      mail: { goods: { sent: { 'text.eta': 'app text' } } },
      languages: { 'en.json': '{ "hello": "Hello from the app" }' }
    },
    larder: {
      templates: {
        'layout.eta': `<%= t('hello') %>, <%= t('bye') %>: <%~ it.body %>|<%~ include('footer') %>`,
        'footer.eta': `footer <%= assetUrl('shop.css') %> <%= assetUrl('base.css') %>`,
        goods: { 'list.eta': 'larder list', 'show.eta': `<% layout('layout') %><%= t('word') %>` }
      },
      static: { 'shop.css': 'larder', 'base.css': 'larder' },
      mail: { goods: { sent: { 'text.eta': 'larder text', 'html.eta': 'larder html' } } },
      languages: {
        'en.json': '{ "hello": "Hello", "bye": "Bye" }',
        'goods.en.json': '{ "word": "larder’s" }'
      }
    },
    goods: {
      templates: { 'list.eta': 'own list', 'show.eta': 'own show', 'own.eta': 'own' },
      mail: { sent: { 'subject.eta': 'Sent', 'text.eta': 'own text' } },
      languages: { 'en.json': '{ "word": "own" }' }
    }
  })
  const at = (...names: string[]) => path.join(folder, ...names)
  const app = makeSite(t, folder, {
    mail: at('app/mail'),
    messages: at('app/languages'),
    base: { name: 'larder', root: pathToFileURL(at('larder/')) },
    only: ['goods']
  })
  app.register(part('goods', viewer, folder), { prefix: '/goods' })
  await app.ready()

  await t.test('has its own templates first, then those, then the blueprint’s', async (t) => {
    t.equal(await show(app, '/goods', 'list'), 'app list')
    t.match(await show(app, '/goods', 'show'), /^Hello from the app, Bye: larder’s\|app's footer \/static\//)
    t.equal(await show(app, '/goods', 'own'), 'own')
    t.same(
      explainTemplate(app, 'goods', 'list').places.map(({ file, owner, why }) => [file, owner, why]),
      [
        [at('app/templates/goods/list.eta'), 'app', "the app's, for goods alone"],
        [at('app/templates/list.eta'), 'app', "the app's, for every blueprint"],
        [at('larder/templates/goods/list.eta'), 'larder', LARDERS('for goods alone')],
        [at('larder/templates/list.eta'), 'larder', LARDERS('for every blueprint')],
        [at('goods/templates/list.eta'), 'goods', "the blueprint's own"]
      ]
    )
  })

  await t.test('serves the files of both', async (t) => {
    const [, own = '', below = ''] = /footer (\S+) (\S+)$/.exec(await show(app, '/goods', 'show')) ?? []
    t.match([own, below], [/^\/static\/shop\.css/, /^\/static\/larder\/base\.css/])
    t.equal((await app.inject(own)).body, 'app')
    t.equal((await app.inject(below)).body, 'larder')
    t.match(listStatics(app), [
      { blueprint: '', statics: { url: '/static/' } },
      { blueprint: 'larder', prefix: '', statics: { url: '/static/larder/' } },
      { blueprint: 'goods' }
    ])
  })

  await t.test('overrides a part of a mail', async (t) => {
    t.same(listMailTemplates(app), [{ blueprint: 'goods', name: 'sent' }])
    t.same(previewMail(app, { blueprint: 'goods', name: 'sent' }), {
      ...{ subject: 'Sent', text: 'app text', html: 'larder html' }
    })
  })

  await t.test('speaks with the words of both', (t) => {
    const [word] = explainMessage(app, 'goods', 'word')
    t.match(word, {
      text: 'larder’s',
      places: [{ outcome: 'missing' }, { outcome: 'wins' }, { outcome: 'shadowed' }]
    })
    t.end()
  })
})

const LARDERS = (whom: string) => `that of larder, which the app builds upon, ${whom}`
