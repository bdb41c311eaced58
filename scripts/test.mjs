// npm test: every package's tests against real databases, and one line that counts them.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { root, run } from './run.mjs'
import { cpuTime } from './test/cpu-time.mjs'
import { openMysql } from './test/open-mysql.mjs'
import { provideSystemTools } from './test/system-tools.mjs'
import { foldersWith, installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools()
const { openPostgres } = await import('./database/open-postgres.mjs')
// Held for the whole run, so that each server is started once and not for every test file.
const database = await openPostgres()
const mysql = await openMysql()
const before = cpuTime()
const logs = foldersWith('package.json').map((folder) => ({
  folder,
  file: `${root}${folder}/.turbo/turbo-test.log`
}))
for (const { file } of logs) rmSync(file, { force: true })

// Always run anew; turbo leaves what each package's tests have printed in these logs.
const code = await run(
  'turbo',
  'run test --only --force --continue --concurrency=3 --output-logs=hash-only'.split(' '),
  { env: mysql?.env }
)
// MariaDB counts when it has ended, PostgreSQL as long as it runs.
await mysql?.release()
const used = cpuTime() - before
await database.release()

const sum = { pass: 0, fail: 0, skip: 0 }
for (const { folder, file } of logs) {
  const log = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const counts = readCounts(log)
  if (counts.fail > 0) console.log(`\n${folder}\n${log}`)
  for (const kind of Object.keys(sum)) sum[kind] += counts[kind]
}
// tap can count a file whose output it could not read as passed.
if (code !== 0 && sum.fail === 0) sum.fail = 1
console.log(used ? `\n${Math.round(used)} CPU-seconds` : '')
console.log(`${sum.pass} passed, ${sum.fail} failed, ${sum.skip} skipped`)
process.exitCode = sum.fail === 0 ? 0 : 1

/** What tap's last line says; a package whose log has none did not come to its end. */
function readCounts(log) {
  const [line] = log.match(/# \{ total: .*\}/g)?.slice(-1) ?? []
  if (!line) return { pass: 0, fail: 1, skip: 0 }
  const count = (kind) => Number(new RegExp(`${kind}: (\\d+)`).exec(line)?.[1] ?? 0)
  return { pass: count('pass'), fail: count('fail'), skip: count('skip') + count('todo') }
}
