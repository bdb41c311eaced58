// npm run dev: rebuilds the packages that change and restarts the gateway. Templates and styles need neither.
import { build } from './build.mjs'
import { fail, run } from './run.mjs'

await build()
const { prepareDatabase } = await import('./prepare-database.mjs')
const database = await prepareDatabase().catch((error) => fail(error.message))
process.exitCode = await run('turbo', ['watch', 'dev', '--ui=stream'])
await database.release()
