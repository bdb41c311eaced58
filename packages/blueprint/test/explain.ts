import path from 'node:path'
import { test } from 'tap'
import { explainTemplate, listTemplates } from '../src/index.js'
import { makeApp, makeSite, part } from './fixtures/site.js'

test('templates explained', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'layout.eta': '', goods: { 'list.eta': '' } } },
    goods: { templates: { 'layout.eta': '', 'list.eta': '', 'show.eta': '' } }
  })
  const app = makeSite(t, folder)
  app.register(part('goods', undefined, folder), { prefix: '/goods' })
  await app.ready()
  const at = (...names: string[]) => path.join(folder, ...names)

  await t.test('say each place, which wins, and what it shadows', async (t) => {
    const { file, owner, places } = explainTemplate(app, 'goods', 'list')
    t.equal(file, at('app/templates/goods/list.eta'))
    t.equal(owner, 'app')
    t.same(
      places.map(({ file, outcome, why }) => [file, outcome, why]),
      [
        [at('app/templates/goods/list.eta'), 'wins', "the app's, for goods alone"],
        [at('app/templates/list.eta'), 'missing', "the app's, for every blueprint"],
        [at('goods/templates/list.eta'), 'shadowed', "the blueprint's own"]
      ]
    )
  })

  await t.test('are listed with their winners', async (t) => {
    t.same(
      listTemplates(app).map(({ blueprint, template, owner }) => `${blueprint}:${template} ${owner}`),
      [
        ...[':goods/list app', ':layout app', 'goods:field @larder/blueprint', 'goods:layout app'],
        ...['goods:list app', 'goods:problems @larder/blueprint', 'goods:show goods']
      ]
    )
  })

  await t.test('have a layout by default', async (t) => {
    const bare = makeApp(t).register(part('bare'))
    await bare.ready()
    const layout = listTemplates(bare).find(({ template }) => template === 'layout')
    t.match(layout, { blueprint: 'bare', owner: '@larder/blueprint' })
    t.match(explainTemplate(bare, 'bare', 'layout').places, [
      { outcome: 'wins', why: 'the default of @larder/blueprint' }
    ])
  })

  await t.test('are nowhere where there are none', async (t) => {
    t.match(explainTemplate(app, 'goods', 'lost'), { file: undefined, owner: undefined })
    t.throws(() => explainTemplate(app, 'gods', 'list'), { code: 'BLUEPRINT_ERR_NAME_UNKNOWN' })
  })
})
