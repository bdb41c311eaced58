import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { urlOf } from '../src/cli.js'
import { readDeployment } from '../src/deployment.js'
import { LocalDeployment } from '../src/local-deployment.js'

test('the URL of a deployment is where nginx listens first', async (t) => {
  const folder = t.testdir()
  const tls = { certificate: '/c', key: '/k' }
  for (const [nginx, url] of [
    [{}, 'http://127.0.0.1:80'],
    [{ listen: ['[::]:8080'] }, 'http://127.0.0.1:8080'],
    [{ listen: ['shop.example:81', '82'] }, 'http://shop.example:81'],
    [{ tls }, 'https://127.0.0.1:443'],
    [{ tls, listen: ['8443'] }, 'https://127.0.0.1:8443']
  ] as const)
    t.equal(urlOf(read(folder, nginx).nginx), url)
})

test('a deployment that never ran', async (t) => {
  const folder = t.testdir()
  const local = new LocalDeployment(read(folder, {}), `${folder}/larder`)

  await t.test('has nothing to stop', (t) => t.resolves(local.stop()))

  await t.test('can be given its maintenance page', async (t) => {
    local.maintain(false)
    local.maintain(true)
    t.ok(existsSync(`${folder}/larder/maintenance.on`))
  })
})

function read(folder: string, nginx: object) {
  writeFileSync(`${folder}/deploy.json`, JSON.stringify({ instances: [{ bind: '127.0.0.1:1' }], nginx }))
  return readDeployment(`${folder}/deploy.json`)
}
