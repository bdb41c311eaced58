// npm run db:shell: a SQL prompt on the shop's database.
import { spawnSync } from 'node:child_process'
import { fail, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

if (spawnSync('psql', ['--version']).error) {
  fail('There is no psql here. Install it (Debian: apt-get install postgresql-client) and try again.')
}
await installAndBuild()
// What comes from our packages is there only now.
const { openPostgres } = await import('./database/open-postgres.mjs')
const database = await openPostgres()
// The password goes by the environment, so that it does not show among the processes.
const [, password = ''] = /^[a-z]+:\/\/[^:@/]*:([^@/]*)@/.exec(database.url) ?? []
const url = password ? database.url.replace(`:${password}@`, '@') : database.url
const code = await run('psql', [url, ...process.argv.slice(2)], {
  env: password ? { PGPASSWORD: decodeURIComponent(password) } : {}
})
await database.release()
process.exitCode = code
