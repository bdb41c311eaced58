// npm run dev: rebuilds the packages that change and restarts the gateway. Templates and styles need neither.
import { run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
const { prepareDatabase } = await import('./database/prepare-database.mjs')
const database = await prepareDatabase()
process.env.LARDER_WORKERS ??= '1'
const gateway = ['apps/gateway/bin/gateway.js', 'start', '--development', ...process.argv.slice(2)]
const codes = await Promise.all([
  run('turbo', ['watch', 'build', '--ui=stream', '--output-logs=errors-only']),
  run(process.execPath, ['--watch', '--watch-preserve-output', ...gateway])
])
await database.release()
process.exitCode = Math.max(...codes)
