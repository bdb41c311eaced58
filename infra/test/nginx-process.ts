import { readFileSync } from 'node:fs'
import { until } from '@larder/until'
import { test } from 'tap'
import { request } from 'undici'
import { startNginx } from './fixtures/nginx.js'
import { stubGateway } from './fixtures/stub-gateway.js'
import { withoutNginx } from './fixtures/tools.js'

test('nginx takes a new configuration while it runs', { skip: withoutNginx }, async (t) => {
  const former = await stubGateway(t, (_request, response) => response.end('former'))
  const later = await stubGateway(t, (_request, response) => response.end('later'))
  const entries = [{ blueprint: 'pictures', prefix: '/pictures', statics: undefined }]
  const { nginx, folder, origin, configure } = await startNginx(t, [former], { microCache: 60 }, entries)
  const ask = async (path: string) => (await request(origin + path, { reset: true })).body.text()
  const complaints = () =>
    readFileSync(`${folder}/error.log`, 'utf8')
      .split('\n')
      .filter((line) => line.includes('[emerg]'))

  await t.test('also with other folders for what it keeps', async (t) => {
    t.equal(await ask('/pictures/a.webp'), 'former')
    configure({ instances: [later], cache: `${folder}/another-cache` })
    nginx.renew()
    await until(
      async () => complaints().length > 0 || (await ask('/pictures/a.webp')) === 'later',
      'nginx has the new configuration, or complains'
    )
    t.same(complaints(), [])
  })
})
