import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isMysqlUrl } from '@larder/mysql'
import { diffSchemas, schemaOf } from '@larder/schema-engine'
import type { Node } from 'libpg-query'
import pg from 'pg'
import { lostByStatement } from '../data-loss/lost-by-statement.js'
import { MIGRATIONS_ERR_HAS_REVERSE } from '../errors.js'
import { findMigration, readMigrations } from '../history/read-migrations.js'
import { readStatements, type Statement } from '../sql/read-statements.js'
import { type Project, readModels } from './open-project.js'

/**
 * Writes the `down.sql` of a migration: from the schema after it to the one before, with a comment
 * above each step that loses data or that existing rows may prevent.
 *
 * @param wanted the migration's name
 * @returns the file
 */
export async function writeReverse(project: Project, url: string, wanted: string): Promise<string> {
  const migrations = await readMigrations(project.migrations)
  const names = migrations.map(({ name }) => name)
  const name = findMigration(names, wanted)
  const place = names.indexOf(name)
  const migration = migrations[place]
  if (migration?.down !== undefined) throw new MIGRATIONS_ERR_HAS_REVERSE(name)

  const { script } = await diffSchemas({
    ...project,
    url,
    models: await readModels(project),
    from: { migrations: project.migrations, names: names.slice(0, place + 1) },
    to: { migrations: project.migrations, names: names.slice(0, place) }
  })
  const file = path.join(project.migrations, name, 'down.sql')
  const forward = migration?.script ?? ''
  const down = isMysqlUrl(url) ? script || NOTHING : await explain(unqualify(script, forward, url))
  await writeFile(file, down + (await keptExtensions(forward)), { flag: 'wx' })
  return file
}

/**
 * Comments on the extensions that a script creates: a comparison does not see them, others may need
 * them.
 */
async function keptExtensions(forward: string): Promise<string> {
  const names = (await readStatements(forward)).flatMap(({ node }) =>
    node && 'CreateExtensionStmt' in node ? (node.CreateExtensionStmt.extname ?? []) : []
  )
  const comments = names.map((name) => {
    const drop = `DROP EXTENSION ${pg.escapeIdentifier(name)};`
    return `\n-- Keeps an extension that the migration makes. If nothing else needs it, write: ${drop}\n`
  })
  return comments.join('')
}

/** Prisma names the schema in this direction only. A migration may run in any schema. */
function unqualify(script: string, forward: string, url: string): string {
  const prefix = `"${schemaOf(url)}".`
  return forward.includes(prefix) ? script : script.replaceAll(prefix, '')
}

const NOTHING = '-- Nothing to undo: the migration does not change the schema.\n'

async function explain(script: string): Promise<string> {
  if (!script) return NOTHING
  let explained = Buffer.from(script)
  for (const statement of (await readStatements(script)).reverse()) {
    const comments = warningsOf(statement).map((text) => `-- ${text}\n`)
    const before = explained.subarray(0, statement.start)
    explained = Buffer.concat([before, Buffer.from(comments.join('')), explained.subarray(statement.start)])
  }
  return explained.toString()
}

function warningsOf(statement: Statement): string[] {
  return [
    ...lostByStatement(statement).map(({ what }) => `Loses data: ${what}.`),
    ...newRequiredColumns(statement.node).map(
      (name) => `Fails where the table has rows: "${name}" is required, and there is no value for it.`
    )
  ]
}

function newRequiredColumns(node: Node | undefined): string[] {
  if (!node || !('AlterTableStmt' in node)) return []
  return (node.AlterTableStmt.cmds ?? []).flatMap((cmd) => {
    if (!('AlterTableCmd' in cmd) || cmd.AlterTableCmd.subtype !== 'AT_AddColumn') return []
    const { def } = cmd.AlterTableCmd
    if (!def || !('ColumnDef' in def)) return []
    const { colname = '', constraints = [] } = def.ColumnDef
    const kinds = constraints.map((one) => ('Constraint' in one ? one.Constraint.contype : undefined))
    return kinds.includes('CONSTR_NOTNULL') && !kinds.includes('CONSTR_DEFAULT') ? [colname] : []
  })
}
