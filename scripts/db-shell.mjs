// npm run db:shell: a SQL prompt on the shop's database.
import { spawnSync } from 'node:child_process'
import { openDatabase } from './database.mjs'
import { fail, run } from './run.mjs'

if (spawnSync('psql', ['--version']).error) {
  fail('There is no psql here. Install it (Debian: apt-get install postgresql-client) and try again.')
}
const database = await openDatabase()
// By the environment, so that the password does not show among the processes.
const url = new URL(database.url)
const code = await run('psql', process.argv.slice(2), {
  env: {
    PGHOST: url.searchParams.get('host') ?? url.hostname,
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1))
  }
})
await database.release()
process.exitCode = code
