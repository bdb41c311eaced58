import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { connect, freshDatabase } from '@larder/testing'
import { test } from 'tap'

const SCRIPT = new URL('../../../scripts/database/psql-call.mjs', import.meta.url)
const withoutPsql = spawnSync('psql', ['--version']).error !== undefined && 'psql is not installed'

test('npm run db:shell calls psql with what it knows of a connection string', async (t) => {
  const { psqlCall } = await import(SCRIPT.href)
  for (const [url, arg, env] of [
    ['postgresql://larder@db/shop', 'postgresql://larder@db/shop', {}],
    ['postgresql://larder:s%40@db/shop', 'postgresql://larder@db/shop', { PGPASSWORD: 's@' }],
    [
      'postgresql://larder@/shop?host=/run/my sql&schema=larder',
      'postgresql://larder@/shop?host=%2Frun%2Fmy%20sql',
      { PGOPTIONS: '-c search_path="larder"' }
    ],
    ['postgresql://db/shop?sslmode=no-verify', 'postgresql://db/shop?sslmode=require', {}]
  ])
    t.same(psqlCall(url), { args: [arg], env }, String(url))
})

test('psql finds the schema of the connection string', { skip: withoutPsql }, async (t) => {
  const { psqlCall } = await import(SCRIPT.href)
  const url = await freshDatabase(t, { server: 'postgresql' })
  const db = connect(t, url, { poolSize: 1 })
  await db.$executeRawUnsafe('CREATE SCHEMA "my ""shop"')
  const schema = encodeURIComponent('my "shop')
  const { args, env } = psqlCall(`${url}${url.includes('?') ? '&' : '?'}schema=${schema}`)
  const asked = ['--no-psqlrc', '-tAc', 'SELECT current_schema']
  const { stdout } = await promisify(execFile)('psql', [...args, ...asked], {
    env: { ...process.env, ...env }
  })
  t.equal(stdout.trim(), 'my "shop')
})
