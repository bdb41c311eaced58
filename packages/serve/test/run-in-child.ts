import { readdirSync } from 'node:fs'
import { test } from 'tap'
import { prepareApp } from './fixtures/prepare-app.js'

test('what a child does for a master', async (t) => {
  t.test('comes to its end after TERM, and in a terminal that is closed', async (t) => {
    const { master, letGo } = await prepareApp(t, { CHILD: 'at-once' })
    const stopping = master.says('stops when')
    const group = -Number(master.child.pid)
    process.kill(group, 'SIGHUP')
    master.child.kill('SIGTERM')
    await stopping
    letGo()
    t.equal(await master.exit, 0)
    t.match(master.output(), /is prepared.*is released/s)
  })

  for (const [by, sign] of [
    ['kill', 1],
    ['Ctrl-C', -1]
  ] as const) {
    t.test(`is broken off at INT by ${by}, and that is logged`, async (t) => {
      const { master, folder } = await prepareApp(t, { CHILD: 'at-once' })
      process.kill(sign * Number(master.child.pid), 'SIGINT')
      // When the child is gone too.
      t.equal(await master.exit, 0)
      t.match(master.output(), /child\.mjs ended before it was done: SIG/)
      t.same(readdirSync(folder), [])
    })
  }

  t.test('does not outlive a master that is told to end before it begins', async (t) => {
    const { master, letGo } = await prepareApp(t, { CHILD: 'later' })
    const stopping = master.says('stops at once')
    master.child.kill('SIGINT')
    await stopping
    letGo()
    // When the child is gone too, which nobody lets go.
    t.equal(await master.exit, 0)
    t.notMatch(master.output(), 'is prepared')
  })
})
