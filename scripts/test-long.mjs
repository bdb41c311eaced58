// npm run test:long: the tests that take minutes, package by package.
import { build } from './build.mjs'
import { root, run } from './run.mjs'
import { provideSystemTools } from './system-tools.mjs'

await provideSystemTools()
await build()
for (const folder of [
  'packages/database',
  'packages/schema-engine',
  'packages/mail',
  'apps/gateway',
  'infra'
]) {
  const code = await run('sh', ['-c', 'exec tap --timeout=1800 test/long/*.ts'], { cwd: root + folder })
  process.exitCode ||= code
}
