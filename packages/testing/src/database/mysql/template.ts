import { listMigrations, upgrade } from '@larder/migrations'
import type { Connection } from 'mariadb'
import { Type } from 'typebox'
import { fingerprintMigrations } from '../fingerprint-migrations.js'
import { selectRows, takeLock } from './connection.js'

/**
 * The statements that fill an empty database as these migrations do: in a hundredth of their time. They are read once
 * in each state of the migrations from a database that was migrated, the template, and kept in a table of it.
 */
export function findTemplate(connection: Connection, server: string, migrations: string): Promise<string> {
  const known = templates.get(migrations)
  if (known) return known
  const template = findOrMake(connection, server, migrations)
  templates.set(migrations, template)
  return template
}

const templates = new Map<string, Promise<string>>()

async function findOrMake(connection: Connection, server: string, migrations: string): Promise<string> {
  const name = templateOf(migrations)
  await takeLock(connection, name)
  try {
    const kept = await readKept(connection, name)
    if (kept !== undefined) return kept
    await connection.query(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} ${CHARACTERS}`)
    // A folder without any makes an empty database, which `upgrade` would not have.
    if (listMigrations(migrations).length > 0) await upgrade({ url: urlOf(server, name), migrations })
    const statements = await readStatements(connection, name)
    await connection.query(`CREATE TABLE ${name}.${KEPT} (statements LONGTEXT NOT NULL)`)
    await connection.query(`INSERT INTO ${name}.${KEPT} VALUES (?)`, [statements])
    return statements
  } finally {
    await connection.query('DO RELEASE_LOCK(?)', [name])
  }
}

/** The name of the database that is the template of these migrations. */
export function templateOf(migrations: string): string {
  return `larder_template_${fingerprintMigrations(migrations)}`
}

/** What a process has kept that came to the end with this template. */
async function readKept(connection: Connection, name: string): Promise<string | undefined> {
  const tables = await listTables(connection, name)
  if (!tables.includes(KEPT)) return undefined
  const row = Type.Object({ statements: Type.String() })
  const [kept] = await selectRows(connection, row, `SELECT statements FROM ${name}.${KEPT}`)
  return kept?.statements
}

async function readStatements(connection: Connection, name: string): Promise<string> {
  const tables = await listTables(connection, name)
  const made = await Promise.all(tables.map((table) => readTable(connection, name, table)))
  return ['SET foreign_key_checks = 0', ...made.flat(), 'SET foreign_key_checks = 1'].join(';\n')
}

/** The statements that make a table, and fill it with the rows that migrations have written. */
async function readTable(connection: Connection, name: string, table: string): Promise<string[]> {
  const from = `${name}.\`${table}\``
  const Made = Type.Object({ 'Create Table': Type.String() })
  const [made] = await selectRows(connection, Made, `SHOW CREATE TABLE ${from}`)
  const rows = await selectRows(connection, Type.Object({}), `SELECT 1 FROM ${from} LIMIT 1`)
  const fill = rows.map(() => `INSERT INTO \`${table}\` SELECT * FROM ${from}`)
  return made ? [made['Create Table'], ...fill] : fill
}

async function listTables(connection: Connection, name: string): Promise<string[]> {
  const rows = await selectRows(
    connection,
    Type.Object({ name: Type.String() }),
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1`,
    [name]
  )
  return rows.map((row) => row.name)
}

/** The address of another database of a server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** How text is compared in a database of Larder's. */
export const CHARACTERS = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'

const KEPT = 'larder_template'
