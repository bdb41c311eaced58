import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { checkTogether, makeCertificate, makeNginx } from './fixtures/nginx.js'
import { withoutBrotli, withoutNginx, withoutOpenssl } from './fixtures/tools.js'

const instances = [{ bind: '127.0.0.1:5000' }, { bind: '[::1]:5001' }, { bind: 'unix:/tmp/larder.sock' }]

test('nginx takes each variant of the site', { skip: withoutNginx }, async (t) => {
  const variants: Record<string, object> = {
    plain: {},
    'with all there is': {
      rate: 20,
      microCache: 5,
      timeout: 60,
      bodyLimit: 1_000_000,
      serverName: 'a.example *.b.example'
    }
  }
  for (const [name, options] of Object.entries(variants)) {
    await t.test(name, async (t) => t.resolves(makeNginx(t, instances, options)))
  }

  await t.test('with TLS', { skip: withoutOpenssl }, async (t) => {
    const tls = { ...(await makeCertificate(t)), redirect: ['127.0.0.1:18080'] }
    await t.resolves(makeNginx(t, instances, { tls, serverName: 'shop.example' }))
  })

  await t.test('with brotli', { skip: withoutBrotli }, async (t) =>
    t.resolves(makeNginx(t, instances, { brotli: true }))
  )

  await t.test('with static files, wherever they are', async (t) => {
    const folder = t.testdir({ 'a folder': {} })
    const files = [{ url: `/static/${'a'.repeat(300)}.css`, hash: '0a1b2c3d' }]
    const statics = { folder: `${folder}/a folder`, url: '/static/', files }
    await t.resolves(makeNginx(t, instances, {}, [{ blueprint: '', prefix: '', statics }]))
    const odd = { ...statics, folder: '/srv/$shop' }
    await t.rejects(makeNginx(t, instances, {}, [{ blueprint: '', prefix: '', statics: odd }]), {
      code: 'INFRA_ERR_PATH'
    })
  })

  await t.test('with pictures, which it keeps', async (t) => {
    const entries = [{ blueprint: 'pictures', prefix: '/shop/pictures', statics: undefined }]
    for (const microCache of [undefined, 5]) {
      const { folder } = await makeNginx(t, instances, { microCache }, entries)
      const site = readFileSync(`${folder}/site.conf`, 'utf8')
      t.match(site, /location \^~ \/shop\/pictures\/ \{[^}]*\}\s+proxy_pass http:\/\/larder;/)
    }
    const apart = [...instances, { bind: ':5002', only: 'pictures' }]
    const { folder } = await makeNginx(t, apart, {}, entries)
    t.match(readFileSync(`${folder}/site.conf`, 'utf8'), 'proxy_pass http://larder_pictures;')
  })

  await t.test('with instances for some blueprints alone', async (t) => {
    const split = [...instances, { bind: ':5002', only: 'goods,users' }, { bind: ':5003', only: 'users' }]
    const { folder } = await makeNginx(t, split)
    const site = readFileSync(`${folder}/site.conf`, 'utf8')
    t.match(site, /upstream larder_users \{[^}]*5002[^}]*5003/)
    t.match(site, /upstream larder_goods \{[^}]*5002(?![^}]*5003)/)
    await t.rejects(makeNginx(t, [...instances, { bind: ':5002', only: 'gods' }]), {
      message: 'An instance has "only": gods, and there is no such blueprint. There are: users, goods.'
    })
  })

  await t.test('with a balancer before it', async (t) =>
    t.resolves(
      makeNginx(t, instances, { balancer: { addresses: ['10.0.0.0/8', '2001:db8::/32', '127.0.0.3'] } })
    )
  )

  await t.test('beside other sites, also of ours', async (t) => {
    const all = { rate: 20, microCache: 5, balancer: { addresses: ['10.0.0.0/8'] } }
    const split = [...instances, { bind: ':5002', only: 'goods' }]
    const sites = [await makeNginx(t, split, all), await makeNginx(t, split, all, undefined, 'a'.repeat(24))]
    t.equal(await checkTogether(t, sites), '')
  })

  await t.test('with a long host name beside others, where http { } has what it asks for', async (t) => {
    // Up to the first, nginx's default will do.
    for (const [length, asked] of [
      [46, undefined],
      [47, 'server_names_hash_bucket_size 128;'],
      [110, 'server_names_hash_bucket_size 128;'],
      [111, 'server_names_hash_bucket_size 256;'],
      [253, 'server_names_hash_bucket_size 512;']
    ] as const) {
      const site = await makeNginx(t, instances, { serverName: `a.example ${longName(length)}` })
      const [, found] =
        /^# Beside other sites http \{ \} has to have: (.*)$/m.exec(
          readFileSync(`${site.folder}/site.conf`, 'utf8')
        ) ?? []
      t.equal(found, asked, `${length} characters`)
      t.equal(await checkTogether(t, [site], asked), '')
      if (asked)
        t.match(await checkTogether(t, [site]), 'could not build server_names_hash', 'and not without')
    }
  })

  await t.test('and says what it does not take', async (t) => {
    const below = [{ blueprint: '', prefix: '/shop', statics: undefined }]
    await t.rejects(makeNginx(t, instances, {}, below), {
      code: 'INFRA_ERR_BASE_PATH',
      message: /path \/shop,/
    })
    const tls = { certificate: '/nowhere/certificate.pem', key: '/nowhere/key.pem' }
    await t.rejects(makeNginx(t, instances, { tls }), {
      code: 'INFRA_ERR_NGINX',
      message: /^nginx: cannot load certificate "\/nowhere\/certificate\.pem"/
    })
  })
})

function longName(length: number): string {
  return `${'shop-of-the-house.'.repeat(20).slice(0, length - 8)}.example`.replace(/\.\./, '-.')
}
