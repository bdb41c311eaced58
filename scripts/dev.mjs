// npm run dev: rebuilds the packages that change and restarts the gateway. Templates and styles need neither.
import { root, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
const { openPostgres } = await import('./database/open-postgres.mjs')
// Held meanwhile: else an embedded server would start anew with each start of the gateway, which prepares it.
const database = await openPostgres()
process.env.LARDER_WORKERS ??= '1'
process.env.LARDER_MIGRATE ??= 'on'
process.env.LARDER_SEED ??= `${root}scripts/database/seed-empty.mjs`
const gateway = ['apps/gateway/bin/gateway.js', 'start', '--development', ...process.argv.slice(2)]
const codes = await Promise.all([
  run('turbo', ['watch', 'build', '--ui=stream', '--output-logs=errors-only']),
  run(process.execPath, ['--watch', '--watch-preserve-output', ...gateway])
])
await database.release()
process.exitCode = Math.max(...codes)
