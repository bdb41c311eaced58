// A package's tests: node ../../scripts/test/test-package.mjs [--mysql] [FILE …]. All files share one process, or the few of
// SHARED_BY, since to load the libraries takes longer than most of them; those of a package with `jobs` in its settings of
// tap have a process each, so many at a time. They come from the library tap, as with its command `tap`, whose loaders for
// coverage and for TypeScript take a third of the time. With --mysql they run on MySQL or MariaDB; without it and without
// files, on PostgreSQL, and those of CORE on both.
import '../plain-children.mjs'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { t } from 'tap'
import { root } from '../run.mjs'
import { compileTests } from './compile-tests.mjs'
import { CORE, POSTGRESQL_ONLY } from './mysql-tests.mjs'
import { openMysql } from './open-mysql.mjs'

const { jobs, timeout = 30 } = JSON.parse(readFileSync('package.json', 'utf8')).tap
const { values, positionals } = parseArgs({ options: { mysql: { type: 'boolean' } }, allowPositionals: true })
const given = positionals.length > 0 ? positionals : undefined

/** Where one process would take longer than all other packages. */
const SHARED_BY = { 'apps/gateway': 2 }
const RUN_FILES = `${root}scripts/test/run-files.mjs`

t.setTimeout(0)
const processes = SHARED_BY[pathOf('.')] ?? 1
t.jobs = jobs ?? processes
if (values.mysql) {
  await runOnMysql(given ?? filesIn('test').filter((file) => !(pathOf(file) in POSTGRESQL_ONLY)))
} else if (given) {
  await runFiles(given)
} else {
  await runFiles(filesIn('test'))
  const here = pathOf('.')
  await runOnMysql(CORE.flatMap((file) => (file.startsWith(`${here}/`) ? path.relative(here, file) : [])))
}

async function runFiles(files, { suffix = '', env = {}, skip = false } = {}) {
  const compiled = await compileTests(files)
  const named = files.map((file, index) => [file + suffix, compiled[index]])
  const groups = jobs ? named.map((one) => [one]) : dealOut(named, processes)
  for (const [index, group] of groups.entries()) {
    t.spawn(process.execPath, ['--enable-source-maps', RUN_FILES, String(timeout * 1000), ...group.flat()], {
      name: jobs ? group[0][0] : `${pathOf('.')}${suffix} ${index + 1}`,
      buffered: t.jobs > 1,
      timeout: group.length * timeout * 1000,
      env: { ...process.env, ...env },
      skip
    })
  }
}

function dealOut(all, count) {
  const hands = Array.from({ length: count }, (_, hand) => all.filter((_, index) => index % count === hand))
  return hands.filter((hand) => hand.length > 0)
}

async function runOnMysql(files) {
  if (files.length === 0) return
  // One for all of them.
  const mysql = await openMysql()
  const env = mysql && { ...mysql.env, DATABASE_URL: mysql.url }
  await runFiles(files, { suffix: ' on MySQL', env, skip: !mysql && 'MariaDB is not installed' })
}

/** A path from the root of the checkout. */
function pathOf(file) {
  return path.relative(root, path.resolve(file))
}

function filesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
}
