import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shippedMigrations } from '@larder/database'
import { upgrade } from '@larder/migrations'
import { openPostgres } from '@larder/postgres'
import pg from 'pg'
import { parentOf } from './processes.js'
import type { Undo } from './undo.js'

export interface ShopDatabase {
  url: string
  /** The ids of some goods that there are enough of. */
  goods: number[]
  /** The server's process; undefined where it is on another machine. */
  postmaster: number | undefined
}

/** A database of the measurement's own with the shop's goods, on the server of `DATABASE_URL` or the embedded one. */
export async function createShopDatabase(undo: Undo): Promise<ShopDatabase> {
  const server = await openPostgres({ url: process.env.DATABASE_URL })
  undo.later(() => server.release())
  const name = `larder_bench_${process.pid}`
  await query(server.url, `CREATE DATABASE ${name}`)
  undo.later(() => query(server.url, `DROP DATABASE ${name} WITH (FORCE)`))
  const named = new URL(server.url)
  named.pathname = `/${name}`
  // Of Prisma's, and unknown to Python's driver.
  named.searchParams.delete('schema')
  const url = named.href
  await upgrade({ url, migrations: shippedMigrations })
  await seed(url)
  const goods = await query(
    url,
    'UPDATE stock_levels SET on_hand = 1000000 WHERE on_hand > 3 RETURNING good_id AS id'
  )
  await query(url, 'VACUUM ANALYZE')
  return { url, goods: goods.map(({ id }) => Number(id)), postmaster: await findPostmaster(url) }
}

async function seed(url: string): Promise<void> {
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', 'prisma/seed.ts'], {
    cwd,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error('The shop cannot be seeded: see above.')
}

async function findPostmaster(url: string): Promise<number | undefined> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const pid = rows[0]?.pid ?? 0
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres') ? parentOf(pid) : undefined
  } catch {
    return undefined
  } finally {
    await client.end()
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
