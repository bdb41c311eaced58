// npm run test:faults: what is lost when something goes wrong under load; each part ends with a table of figures.
import { parseArgs } from 'node:util'
import { root, run } from './run.mjs'
import { holdProcessor } from './test/hold-processor.mjs'
import { provideSystemTools } from './test/system-tools.mjs'
import { foldersWith, installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools()
// --cpu 0.5 has all processes of the gateways share half a processor; after it, the test files to run.
const { values, positionals } = parseArgs({ options: { cpu: { type: 'string' } }, allowPositionals: true })
const held = values.cpu === undefined ? undefined : holdProcessor(Number(values.cpu))
for (const folder of foldersWith('test/faults')) {
  const wanted = positionals.filter((file) => file.startsWith(`${folder}/`))
  if (positionals.length > 0 && wanted.length === 0) continue
  const files = wanted.map((file) => file.slice(folder.length + 1)).join(' ') || 'test/faults/*.ts'
  const code = await run('sh', ['-c', `exec tap --timeout=1800 ${files}`], {
    cwd: root + folder,
    env: held?.env
  })
  process.exitCode ||= code
}
held?.release()
