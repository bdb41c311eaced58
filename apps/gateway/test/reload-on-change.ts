import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { reloadOnChange } from '../src/development/reload-on-change.js'

test('a shop under development has its workers replaced', async (t) => {
  // On a busy machine one write may come as two changes, and a signal that nobody listens to ends the process.
  const ignore = () => {}
  process.on('SIGHUP', ignore)
  t.teardown(() => process.off('SIGHUP', ignore))
  const CASES = [
    { title: 'when its code changes', app: 'src/app.ts', changed: 'src/recipes/routes.ts' },
    {
      title: 'when messages of a blueprint change',
      app: 'src/app.ts',
      changed: 'src/recipes/languages/en.json'
    },
    { title: 'when its own messages change', app: 'src/app.ts', changed: 'languages/en.json' },
    { title: 'when it gets messages of its own', app: 'src/app.ts', changed: 'languages/goods.en.json' },
    { title: 'where its code lies beside its messages', app: 'app.ts', changed: 'languages/en.json' }
  ]
  for (const { title, app, changed } of CASES)
    await t.test(title, async (t) => {
      const folder = t.testdir({
        'package.json': '{}',
        'app.ts': '',
        src: { 'app.ts': '', recipes: { 'routes.ts': '', languages: { 'en.json': '{}' } } },
        languages: { 'en.json': '{}' }
      })
      const end = reloadOnChange(path.join(folder, app))
      t.teardown(end)
      const reloaded = once(process, 'SIGHUP')
      writeFileSync(path.join(folder, changed), '{ }')
      await reloaded
      t.pass()
    })
})
