// npm run test:long: the tests that take minutes, package by package.
import { root, run } from './run.mjs'
import { LONG_TOOLS, provideSystemTools } from './test/system-tools.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools(LONG_TOOLS)
for (const folder of [
  'packages/migrations',
  'packages/schema-engine',
  'packages/mail',
  'packages/serve',
  'packages/tasks',
  'packages/stock',
  'packages/stripe',
  'apps/gateway',
  'infra'
]) {
  const code = await run('sh', ['-c', 'exec tap --timeout=1800 test/long/*.ts'], { cwd: root + folder })
  process.exitCode ||= code
}
