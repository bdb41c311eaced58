import { writeFileSync } from 'node:fs'
import { test } from 'tap'
import { runDeploy } from './fixtures/deployed-shop.js'

test('deploy:nginx prints the site of a shop', async (t) => {
  const file = `${t.testdir()}/deploy.json`
  writeFileSync(file, JSON.stringify({ name: 'orchard', instances: [{ bind: ':5000' }] }))
  const print = (...args: string[]) => runDeploy(['nginx', '--deployment', file, ...args])

  await t.test(
    'with a folder of its own for what is kept, and the larger bodies of its routes',
    async (t) => {
      const { code, said } = await print('--micro-cache', '2')
      t.equal(code, 0)
      t.match(said, /\/staff\/stock\/import\/files\$" \{\s+client_max_body_size 10551296;/)
      t.match(said, /\/payments\/stripe\/events\$" \{\s+client_max_body_size 524288;/)
      t.match(said, 'proxy_cache_path "/var/cache/orchard" ')
      t.match(said, 'proxy_cache_path "/var/cache/orchard-pictures" ')
      t.match((await print('--cache', '/srv/cache')).said, 'proxy_cache_path "/srv/cache-pictures" ')
    }
  )

  await t.test('but not below a path, which an instance may have in its public URL', async (t) => {
    const below = `${t.testdir()}/deploy.json`
    const instances = [{ bind: ':5000' }, { bind: ':5001', 'public-url': 'https://example.org/shop' }]
    writeFileSync(below, JSON.stringify({ instances }))
    t.match(await print('--deployment', below), { code: 1, said: /public URL has the path \/shop,/ })
  })
})
