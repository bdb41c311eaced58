import { test } from 'tap'
import { blueprints, pathToReturn, visitedPath } from '../src/index.js'
import { localPath } from '../src/requests/local-path.js'
import { makeApp } from './fixtures/site.js'

test('localPath', async (t) => {
  t.test('gives back a path of this site, without the fragment', async (t) => {
    for (const [path, kept] of [
      ['/', '/'],
      ['/goods?q=plum&page=2', '/goods?q=plum&page=2'],
      ['/goods#top', '/goods'],
      ['/a/../carts', '/carts'],
      ['/go?to=https://evil.example', '/go?to=https://evil.example'],
      ['/%0d%0aset-cookie:a', '/%0d%0aset-cookie:a'],
      ['/%2fevil.example', '/%2fevil.example'],
      ['/ä b', '/%C3%A4%20b']
    ] as const) {
      t.equal(localPath(path), kept)
    }
  })

  t.test('gives back nothing that a browser could take for another site', async (t) => {
    for (const path of [
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\r\n/evil.example',
      '\t//evil.example',
      '/.//evil.example',
      '/%2e//evil.example',
      '/a/..//evil.example',
      '//user@evil.example:80/',
      '//[',
      'https://evil.example',
      'https:evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'evil.example',
      '?next',
      '',
      undefined
    ]) {
      t.equal(localPath(path), undefined, JSON.stringify(path))
    }
  })

  t.test('gives back nothing that could end a header', async (t) => {
    for (const path of ['/a\r\nset-cookie: b', '/a\u0000b', '/a\nb', '/a\u2028b']) {
      t.match(localPath(path), /^\/[\x21-\x7e]*$/)
    }
  })
})

test('the path that a visitor has opened is below that of publicUrl', async (t) => {
  const app = makeApp(t)
  app.register(blueprints, { publicUrl: new URL('https://shop.example/shop/') })
  app.get('/goods', async (request) => ({ visited: visitedPath(request), back: pathToReturn(request) }))
  t.same((await app.inject('/goods?q=%E4')).json(), {
    visited: '/shop/goods?q=%E4',
    back: '/shop/goods?q=%E4'
  })
  const longest = `/goods?q=${'a'.repeat(986)}`
  t.equal((await app.inject(longest)).json().back, `/shop${longest}`)
  t.equal((await app.inject(`${longest}a`)).json().back, undefined, 'where it can be sent')
})
