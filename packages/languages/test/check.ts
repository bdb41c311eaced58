import path from 'node:path'
import { test } from 'tap'

const INDEX = `blueprint({ name: 'goods',
  root: new URL('..', import.meta.url), defaults: {} }, async (app) => { flash(request, request.t('goods:saved')) })`
const ERRORS = `export const GOODS_ERR_FULL = createError('GOODS_ERR_FULL', 'There are %s goods.', 409)`
const SCHEMA = `enum OrderStatus {
  placed
  sent
}
`
const EN = {
  saved: 'Saved.',
  title: 'Goods',
  count: '{n, plural, one {# good} other {# goods}}',
  more: 'See <a href="{url}">more</a>',
  'orderStatus.placed': 'Placed',
  'orderStatus.sent': 'Sent',
  'errors.GOODS_ERR_FULL': 'There are {n} goods.'
}
const ZH = {
  saved: '已保存。',
  title: '商品',
  count: '{n, plural, other {# 件商品}}',
  more: '查看<a href="{url}">更多</a>',
  'orderStatus.placed': '已下单',
  'orderStatus.sent': '已发货',
  'errors.GOODS_ERR_FULL': '已有 {n} 件商品。'
}
const LIST = `<h1><%= t('title') %></h1>
<% if (it.n > 0) { %>
<p><%= t('count', { n: it.n }) %></p>
<% } else { %><%~ tHtml('more', { url: urlFor('.list') }) %><% } %>
<%= tOf('orderStatus', it.status) %>`

interface Change {
  en?: Record<string, string | undefined>
  zh?: Record<string, string | undefined>
  list?: string
  code?: string
  override?: Record<string, string>
}

test('npm run languages', async (t) => {
  const checks = new URL('../../../scripts/languages/check-languages.mjs', import.meta.url).href
  const { checkLanguages } = await import(checks)
  t.same(check({}), [], 'finds nothing where all is well')
  const file = 'packages/goods/languages/'
  for (const [what, change, problem] of [
    [
      'an unknown key',
      { list: `${LIST}<%= t('lost') %>` },
      'packages/goods/templates/list.eta:6: goods:lost: '
    ],
    [
      'a key of nobody',
      { code: `request.t('toys:saved')` },
      "src/routes.ts:1: toys:saved: no messages belong to 'toys'"
    ],
    [
      'a key without its owner in TypeScript',
      { code: `request.t('saved')` },
      "request.t('saved'): in TypeScript a key names its blueprint"
    ],
    ['a key that is no literal', { list: `${LIST}<%= t(it.key) %>` }, 't(it.key): a key is a literal text'],
    [
      'a key that nothing uses',
      { en: { old: 'Old' }, zh: { old: '旧' } },
      `${file}en.json: old: nothing uses this message.`
    ],
    [
      'a key that a language lacks',
      { zh: { title: undefined } },
      `${file}zh-Hans.json: title: this language lacks the message.`
    ],
    [
      'a key that English lacks',
      { zh: { more2: '更多' } },
      `${file}zh-Hans.json: more2: en.json has no such message.`
    ],
    [
      'another argument',
      { zh: { 'errors.GOODS_ERR_FULL': '已有 {count} 件商品。' } },
      'the English message has {n}. Write it here too.'
    ],
    [
      'an argument that no call gives',
      { list: LIST.replace('{ n: it.n }', '{ count: it.n }') },
      'goods:count: the message needs {n}. Give the values.'
    ],
    [
      'a plural form that the language does not have',
      { zh: { count: '{n, plural, one {# 件} other {# 件}}' } },
      '{n} has the forms one, other; this language has other.'
    ],
    [
      'a plural form that is missing',
      { en: { count: '{n, plural, other {# goods}}' } },
      '{n} has the forms other; this language has one, other.'
    ],
    ['an apostrophe', { en: { title: "Anna's goods" } }, "an apostrophe ' begins a quotation"],
    ['braces that do not close', { en: { title: 'Goods {n' } }, 'this is no ICU MessageFormat'],
    ['markup', { en: { title: '<b>Goods</b>' } }, 'title: only tHtml shows tags.'],
    [
      'a tag that is none of messages',
      { en: { more: '<script>{url}</script>' } },
      '<script> is none of the tags of messages'
    ],
    ['other tags', { zh: { more: '查看更多 {url}' } }, 'more: the English message has other tags.'],
    [
      'an ASCII comma between Chinese characters',
      { zh: { saved: '已保存,谢谢。' } },
      'saved: , stands beside a Chinese character.'
    ],
    ['an ASCII colon', { zh: { saved: '已保存: 谢谢' } }, ': stands beside a Chinese character.'],
    ['an empty message', { zh: { title: '' } }, 'title: the message is empty.'],
    [
      'an error without a message',
      { en: { 'errors.GOODS_ERR_FULL': undefined }, zh: { 'errors.GOODS_ERR_FULL': undefined } },
      'errors.GOODS_ERR_FULL: visitors may see this error.'
    ],
    [
      'an error with other words',
      { en: { 'errors.GOODS_ERR_FULL': 'Full: {n}.' } },
      'errors.ts says «There are %s goods.»'
    ],
    [
      'a value of an enum without a word',
      { en: { 'orderStatus.sent': undefined }, zh: { 'orderStatus.sent': undefined } },
      'goods:orderStatus.sent: the enum has this value.'
    ],
    [
      'a word for no value',
      { en: { 'orderStatus.lost': 'Lost' }, zh: { 'orderStatus.lost': '丢失' } },
      'goods:orderStatus.lost: the enum has no such value.'
    ],
    [
      'a group without words',
      { list: `${LIST}<%= tOf('kind', it.kind) %>` },
      'goods:kind.…: no message begins so.'
    ],
    [
      'an override of nothing',
      { override: { titel: 'Wares' } },
      'apps/shop/languages/goods.en.json: titel: goods has no such message.'
    ],
    [
      'an override with another argument',
      { override: { saved: 'Saved {what}.' } },
      'the English message has no {what}.'
    ]
  ] satisfies [string, Change, string][]) {
    const problems = check(change)
    t.ok(
      problems.some((line) => line.includes(problem)),
      `finds ${what}`,
      { problems }
    )
  }

  function check({ en = {}, zh = {}, list = LIST, code = '', override }: Change): string[] {
    const root = t.testdir({
      apps: {
        shop: {
          languages: {
            'en.json': '{}',
            'zh-Hans.json': '{}',
            ...(override && { 'goods.en.json': JSON.stringify(override) })
          }
        }
      },
      prisma: { schema: { 'orders.prisma': SCHEMA } },
      packages: {
        goods: {
          src: { 'index.ts': INDEX, 'errors.ts': ERRORS, 'routes.ts': code },
          templates: { 'list.eta': list },
          languages: {
            'en.json': JSON.stringify({ ...EN, ...en }),
            'zh-Hans.json': JSON.stringify({ ...ZH, ...zh })
          }
        }
      }
    })
    return checkLanguages(`${root}${path.sep}`).problems
  }
})
