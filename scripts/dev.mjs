// npm run dev: rebuilds the packages that change and restarts the gateway. Templates and styles need neither. Payments go to
// a double of Stripe, unless there is a key of Stripe's.
import { root, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
const { openPostgres } = await import('./database/open-postgres.mjs')
// Held meanwhile: else an embedded server would start anew with each start of the gateway, which prepares it.
const database = await openPostgres()
process.env.LARDER_WORKERS ??= '1'
process.env.LARDER_MIGRATE ??= 'on'
process.env.LARDER_SEED ??= `${root}scripts/database/seed-empty.mjs`
const double = process.env.STRIPE_SECRET_KEY ? undefined : await startDouble()
const gateway = ['apps/gateway/bin/gateway.js', 'start', '--development', ...process.argv.slice(2)]
const codes = await Promise.all([
  run('turbo', ['watch', 'build', '--ui=stream', '--output-logs=errors-only']),
  run(process.execPath, ['--watch', '--watch-preserve-output', ...gateway], {
    env: double && settingsOf(double)
  })
])
await double?.close()
await database.release()
process.exitCode = Math.max(...codes)

async function startDouble() {
  const { startStripeDouble } = await import('@larder/stripe/testing')
  return startStripeDouble({ notifies: true })
}

function settingsOf({ secretKey, webhookSecret, url }) {
  return { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: url }
}
