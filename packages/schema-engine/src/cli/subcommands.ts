import { isMysqlUrl, type MysqlUrl, parseMysqlUrl } from '@larder/mysql'
import { type DatabaseUrl, parseDatabaseUrl } from '../database/database-url.js'
import { connectToDatabase, createDatabase, dropDatabase } from '../database/databases.js'
import { explainConnection } from '../database/explain-failure.js'
import { SCHEMA_ENGINE_ERR_USAGE } from '../errors.js'
import { createMysqlDatabase, dropMysqlDatabase, openMysql } from '../mysql/databases.js'

/** Runs one of the commands that the CLI calls the engine with before it opens a session. */
export async function runSubcommand(name: string, href: string | undefined): Promise<void> {
  const command = SUBCOMMANDS.get(name)
  const forMysql = href && isMysqlUrl(href) ? MYSQL_SUBCOMMANDS.get(name) : undefined
  if (href && forMysql) return forMysql(parseMysqlUrl(href))
  if (!command) throw new SCHEMA_ENGINE_ERR_USAGE(`The schema engine has no command "${name}".`)
  const url = parseDatabaseUrl(href)
  try {
    await command(url)
  } catch (error) {
    throw explainConnection(error, url)
  }
}

const SUBCOMMANDS = new Map<string, (url: DatabaseUrl) => Promise<void>>([
  ['can-connect-to-database', connectToDatabase],
  ['create-database', createDatabase],
  ['drop-database', dropDatabase]
])

const MYSQL_SUBCOMMANDS = new Map<string, (url: MysqlUrl) => Promise<void>>([
  ['can-connect-to-database', async (url) => (await openMysql(url)).end()],
  ['create-database', createMysqlDatabase],
  ['drop-database', dropMysqlDatabase]
])
