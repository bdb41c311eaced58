import { test } from 'tap'
import { installOutside } from '../fixtures/outside-project.js'

test('an app that checks its libraries finds no fault with the packages’ declarations', async (t) => {
  const app = (await installOutside('typescript')).copyExample('typescript')
  await app.command('larder-db init')
  await app.command('prisma format')
  await app.command('prisma generate')
  for (const resolution of ['--module nodenext', '--module es2022 --moduleResolution bundler']) {
    await t.resolves(app.command(`tsc --noEmit --skipLibCheck false ${resolution}`), resolution)
  }
})
