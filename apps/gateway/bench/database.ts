import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createClient, shippedProject } from '@larder/database'
import { upgrade } from '@larder/migrations'
import { startTestServer } from '@larder/mysql/testing'
import { openPostgres } from '@larder/postgres'
import pg from 'pg'
import { parentOf } from './processes.js'
import type { Undo } from './undo.js'

export interface ShopDatabase {
  url: string
  /** The ids of some goods that there are enough of. */
  goods: number[]
  /** The server's first process; undefined where it is on another machine. */
  server: number | undefined
}

/** A PostgreSQL database of the measurement's own with the shop's goods, on the server of `DATABASE_URL` or the embedded one. */
export async function createPostgresShop(undo: Undo): Promise<ShopDatabase> {
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
  await upgrade({ url, migrations: `${shippedProject}/migrations` })
  const goods = await seed(url)
  await query(url, 'VACUUM ANALYZE')
  return { url, goods, server: await findPostmaster(url) }
}

/** The same on a MariaDB of its own, in memory, whose commits reach its log once a second. */
export async function createMariadbShop(undo: Undo): Promise<ShopDatabase> {
  const server = await startTestServer()
  undo.later(() => server.stop())
  const url = server.urlOf('larder_bench')
  await upgrade({ url, migrations: `${shippedProject}/mysql/migrations` })
  return { url, goods: await seed(url), server: server.pid }
}

/** @returns the ids of goods that there are enough of */
async function seed(url: string): Promise<number[]> {
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', 'prisma/seed.ts'], {
    cwd,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error('The shop cannot be seeded: see above.')
  const db = createClient(url)
  const enough = { onHand: { gt: 3 } }
  const levels = await db.stockLevel.findMany({
    where: enough,
    select: { goodId: true }
  })
  // Each database numbers its goods by itself.
  const goods = await db.good.findMany({ select: { id: true }, orderBy: { slug: 'asc' } })
  await db.stockLevel.updateMany({ where: enough, data: { onHand: 1_000_000 } })
  await db.$disconnect()
  const enoughOf = new Set(levels.map(({ goodId }) => goodId))
  return goods.map(({ id }) => id).filter((id) => enoughOf.has(id))
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
