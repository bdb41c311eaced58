import { test } from 'tap'
import { languageUrls, matchLanguage, urlsOf } from '../src/index.js'

test('the language of a newcomer', async (t) => {
  const OFFERED = ['en', 'zh-Hans']
  for (const [wanted, found] of [
    [['zh'], 'zh-Hans'],
    [['zh-CN'], 'zh-Hans'],
    [['zh-SG', 'en'], 'zh-Hans'],
    [['zh-Hans-CN'], 'zh-Hans'],
    [['zh-TW'], 'zh-Hans'],
    [['ZH-cn'], 'zh-Hans'],
    [['en-US', 'zh'], 'en'],
    [['fr', 'de', 'zh-CN'], 'zh-Hans'],
    [['fr'], undefined],
    [['*'], undefined],
    [['-', 'x', 'not a tag', 'zh'], 'zh-Hans'],
    [[], undefined]
  ] as const) {
    t.equal(matchLanguage([...wanted], OFFERED), found, wanted.join(', '))
  }
  const both = ['en', 'zh-Hans', 'zh-Hant']
  t.equal(matchLanguage(['zh-TW'], both), 'zh-Hant')
  t.equal(matchLanguage(['zh-HK'], both), 'zh-Hant')
  t.equal(matchLanguage(['zh'], both), 'zh-Hans')
})

test('languageUrls takes the language off the path', async (t) => {
  const rewrite = languageUrls({ urls: { '': 'en', zh: 'zh-Hans' }, unprefixed: ['/metrics', '/staff'] })
  for (const [url, path] of [
    ['/zh/goods?q=1', '/goods?q=1'],
    ['/zh', '/'],
    ['/zh/', '/'],
    ['/zh?a=1', '/?a=1'],
    ['/goods', '/goods'],
    ['/zhu', '/zhu'],
    ['/zh-Hans/goods', '/zh-Hans/goods'],
    ['/zh/metrics', '/zh/metrics'],
    ['/zh/staff/orders', '/zh/staff/orders'],
    ['/zh/staffroom', '/staffroom'],
    ['/zh/%6detrics', '/zh/%6detrics'],
    ['/zh/%6Detrics?q=%E4', '/zh/%6Detrics?q=%E4'],
    ['/zh/metrics#a', '/zh/metrics#a'],
    ['/zh/%E4', '/%E4'],
    ['/', '/']
  ]) {
    t.equal(rewrite({ url }), path, String(url))
  }
  t.equal(rewrite({}), '/')
})

test('urlsOf gives each language the first part of its paths', async (t) => {
  t.same(urlsOf(['en']), { '': 'en' })
  t.same(urlsOf(['en', 'zh-Hans']), { '': 'en', zh: 'zh-Hans' })
  t.same(urlsOf(['zh-Hans', 'zh-Hant', 'en', 'en-XA']), {
    '': 'zh-Hans',
    'zh-hant': 'zh-Hant',
    en: 'en',
    'en-xa': 'en-XA'
  })
})
