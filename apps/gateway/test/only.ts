import { freshDatabase } from '@larder/testing'
import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'
import { Visitor } from './fixtures/visitor.js'

// Each feature alone: test/long/only.ts.
test('gateway start --only goods', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  const gateway = runGateway(t, ['start', '--only', 'goods', '-b', '127.0.0.1:0'], { DATABASE_URL })
  await gateway.listening
  const visitor = new Visitor(/http:\/\/[\d.:]+/.exec(gateway.output())?.[0] ?? '')
  const list = await visitor.visit('/goods')
  t.equal(list.status, 200)
  t.match(list.body, 'href="/carts"', 'links to what other instances serve')
  const styles = [...list.body.matchAll(/<link rel="stylesheet" href="(.*?)">/g)].map(([, url = '']) => url)
  t.equal(styles.length, 1)
  for (const url of styles) t.equal((await visitor.visit(url)).status, 200, url)
  t.equal((await visitor.visit('/carts')).status, 404)
})
