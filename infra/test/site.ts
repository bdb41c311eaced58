import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { makeCertificate, makeNginx } from './fixtures/nginx.js'
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

  await t.test('with instances for some blueprints alone', async (t) => {
    const split = [
      ...instances,
      { bind: ':5002', only: 'goods,users' },
      { bind: ':5003', only: 'goods,users' }
    ]
    const { folder } = await makeNginx(t, split)
    t.match(readFileSync(`${folder}/site.conf`, 'utf8'), /upstream larder_goods_users \{[^}]*5002[^}]*5003/)
    await t.rejects(makeNginx(t, [...instances, { bind: ':5002', only: 'gods' }]), {
      message: 'An instance has "only": gods, and there is no such blueprint. There are: users, goods.'
    })
  })

  await t.test('and says what it does not take', async (t) => {
    const tls = { certificate: '/nowhere/certificate.pem', key: '/nowhere/key.pem' }
    await t.rejects(makeNginx(t, instances, { tls }), {
      code: 'INFRA_ERR_NGINX',
      message: /^nginx: cannot load certificate "\/nowhere\/certificate\.pem"/
    })
  })
})
