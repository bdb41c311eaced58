import { type ClientOptions, createClient, type PrismaClient } from '@larder/database'
import { readConfig } from '../settings/read-config.js'
import type { Config } from '../settings/settings.js'
import { openPostgres } from './optional-packages.js'
import { migrationsOf } from './own-migrations.js'
import { prepareDatabase } from './prepare-database.js'

/** Milliseconds that a command waits for a connection: it has more time than a page. */
export const COMMAND_TIMEOUT = 10_000

/** Works on the database that the environment sets, as a command that ends. */
export function withShopDatabase<Result>(
  work: (db: PrismaClient) => Promise<Result>,
  options: Pick<ClientOptions, 'statementTimeout'> = {}
): Promise<Result> {
  return withDatabase(readConfig({ flags: {}, env: process.env }).config, work, options)
}

/** Works on the database that is set, else the embedded one, as a command that ends. */
export async function withDatabase<Result>(
  { app, databaseUrl, pooler }: Pick<Config, 'app' | 'databaseUrl' | 'pooler'>,
  work: (db: PrismaClient) => Promise<Result>,
  options: Pick<ClientOptions, 'statementTimeout'> = {}
): Promise<Result> {
  return withPreparedDatabase({ app, databaseUrl, pooler }, async (url) => {
    const db = createClient(url, { poolSize: 1, pooler, connectionTimeout: COMMAND_TIMEOUT, ...options })
    return work(db).finally(() => db.$disconnect())
  })
}

/** Gives the work the URL of the database that is set, else of the embedded one, when it can be used. */
export async function withPreparedDatabase<Result>(
  { app, databaseUrl, pooler }: Pick<Config, 'app' | 'databaseUrl' | 'pooler'>,
  work: (url: string) => Promise<Result>
): Promise<Result> {
  const { url, embedded, release } = await openPostgres(databaseUrl, console.error)
  try {
    await prepareDatabase({ url, pooler, migrate: embedded, migrations: migrationsOf(app, url) })
    return await work(url)
  } finally {
    await release()
  }
}
