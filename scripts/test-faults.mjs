// npm run test:faults: what is lost when something goes wrong under load; each part ends with a table of figures.
import { root, run } from './run.mjs'
import { provideSystemTools } from './system-tools.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools()
for (const folder of ['apps/gateway', 'infra']) {
  const code = await run('sh', ['-c', 'exec tap --timeout=1800 test/faults/*.ts'], { cwd: root + folder })
  process.exitCode ||= code
}
