import { writeFileSync } from 'node:fs'
import { test } from 'tap'
import { readDeployment } from '../src/deployment.js'

test('a deployment', async (t) => {
  const file = `${t.testdir()}/deploy.json`
  const read = (content: unknown, changes = {}) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return readDeployment(file, changes)
  }
  const instances = [{ bind: '127.0.0.1:5000', workers: 4 }, { bind: 'unix:/run/larder/1.sock' }]
  const complaints = (content: unknown) => {
    try {
      read(content)
    } catch (error) {
      return error instanceof Error ? error.message.replaceAll(`${file}: `, '').split('\n') : []
    }
  }

  await t.test('has defaults for all but the instances', async (t) => {
    t.same(read({ instances }), {
      name: 'larder',
      instances: [
        { bind: '127.0.0.1:5000', workers: 4, 'keep-alive': 75 },
        { bind: 'unix:/run/larder/1.sock', 'keep-alive': 75 }
      ],
      nginx: { serverName: '_', bodyLimit: 65_536, keepAlive: 60, timeout: 30, brotli: false }
    })
  })

  await t.test('may begin with a byte order mark', async (t) => {
    t.match(read(`\uFEFF${JSON.stringify({ instances })}`), { instances: [{ workers: 4 }, {}] })
  })

  await t.test('is changed by the command line', async (t) => {
    const nginx = { listen: ['80'], rate: 5 }
    const changes = { instances: [{ bind: ':6000' }], nginx: { rate: 7, brotli: undefined } }
    const changed = read({ instances, nginx }, changes)
    t.match(changed, { instances: [{ bind: ':6000' }], nginx: { listen: ['80'], rate: 7, brotli: false } })
    t.equal(changed.instances.length, 1)
  })

  await t.test('that is wrong is explained, line by line', async (t) => {
    t.same(
      complaints({
        name: 'My shop',
        instances: [{}, { bind: '127.0.0.1:5000; }' }, { bind: ':5000', only: 'Goods' }],
        nginx: { listen: [80], rate: 0, balancer: { addresses: ['10.0.0.0/8; }'] } }
      }),
      [
        'name must be a word of at most 24 small letters, digits and _.',
        'instances.0 must have required properties bind.',
        'instances.1.bind must be HOST:PORT, :PORT or unix:/PATH.',
        'instances.2.only must be names of blueprints with commas between them.',
        'nginx.listen.0 must be a port, or HOST:PORT.',
        'nginx.balancer.addresses.0 must be an IP address or a network.',
        'nginx.rate must be >= 1.'
      ]
    )
    t.same(complaints({ instances, port: 80 }), ['port is not known.'])
    t.same(complaints({ instances: [] }), ['instances must not have fewer than 1 items.'])
    t.same(complaints([]), ['It must have required properties instances.'])
    t.match(complaints('{ "instances"'), [/JSON/])
  })

  await t.test('whose parts do not fit together is, too', async (t) => {
    t.same(complaints({ instances: [{ bind: ':5000' }, { bind: ':5000' }] }), [
      'Two instances have the bind :5000.'
    ])
    t.same(complaints({ instances: [{ bind: ':5000', only: 'goods' }] }), [
      'One instance at least has to be without "only".'
    ])
    t.match(complaints({ instances: [{ bind: ':5000', 'keep-alive': 5 }] }), [
      /^The instance :5000 keeps idle connections for 5 s and nginx for 60 s: /
    ])
  })

  await t.test('that is missing is said to be', async (t) => {
    t.throws(() => readDeployment(`${file}.lost`), { message: /deploy\.json\.lost: ENOENT/ })
  })
})
