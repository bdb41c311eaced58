// npm run db:shell: a SQL prompt on the shop's database.
import { spawnSync } from 'node:child_process'
import { psqlCall } from './database/psql-call.mjs'
import { fail, run } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

const onMysql = /^(mysql|mariadb):/i.test(process.env.DATABASE_URL ?? '')
const program = onMysql
  ? findProgram(['mariadb', 'mysql'], 'mariadb-client')
  : findProgram(['psql'], 'postgresql-client')
await installAndBuild()
// What comes from our packages is there only now.
const { openPostgres } = await import('./database/open-postgres.mjs')
const database = await openPostgres()
const { args, env } = onMysql ? await mysqlCall(database.url) : psqlCall(database.url, process.env)
const code = await run(program, [...args, ...process.argv.slice(2)], { env })
await database.release()
process.exitCode = code

function findProgram(names, debianPackage) {
  const found = names.find((name) => !spawnSync(name, ['--version']).error)
  if (!found) {
    fail(`There is no ${names[0]} here. Install it (Debian: apt-get install ${debianPackage}) and try again.`)
  }
  return found
}

/** As `psqlCall`. */
async function mysqlCall(url) {
  const { parseMysqlUrl } = await import('@larder/mysql')
  const { socket, host, port, user, password, database } = parseMysqlUrl(url)
  const place = socket ? [`--socket=${socket}`] : [`--host=${host}`, `--port=${port}`]
  const args = [...place, `--user=${user}`, '--default-character-set=utf8mb4', database]
  return { args, env: password ? { MYSQL_PWD: password } : {} }
}
