// npm run deploy:local: two instances behind nginx on this machine, in the background.
import { root } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
// What comes from our packages is there only now.
const { main } = await import('@larder/infra')
const { holdDatabase } = await import('@larder/gateway/database')
const database = {
  databaseUrl: process.env.DATABASE_URL,
  pooler: false,
  migrate: true,
  seed: `${root}scripts/database/seed-empty.mjs`
}
await main(['local', ...process.argv.slice(2)], () => holdDatabase(database))
