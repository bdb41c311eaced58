// npm run test:long: the tests that take minutes, package by package.
import { root, run } from './run.mjs'
import { LONG_TOOLS, provideSystemTools } from './test/system-tools.mjs'
import { foldersWith, installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools(LONG_TOOLS)
for (const folder of foldersWith('test/long')) {
  const code = await run('sh', ['-c', 'exec tap --timeout=1800 test/long/*.ts'], { cwd: root + folder })
  process.exitCode ||= code
}
