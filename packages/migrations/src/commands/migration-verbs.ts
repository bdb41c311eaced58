import path from 'node:path'
import { type WrittenTwin, writeMissingTwins } from '@larder/schema-engine'
import { downgrade } from '../apply/downgrade.js'
import { stamp } from '../apply/stamp.js'
import { upgrade } from '../apply/upgrade.js'
import { compareHistory, type HistoryEntry } from '../history/compare-history.js'
import { withConnection } from '../history/connection.js'
import { dateOf, readMigrations } from '../history/read-migrations.js'
import { readRecords } from '../history/records.js'
import { check, type Finding } from '../project/check.js'
import { migrate } from '../project/migrate.js'
import { type Project, readModels } from '../project/open-project.js'
import { writeReverse } from '../project/write-reverse.js'
import { ownersOf, readOwners } from '../sql/find-owners.js'
import { writeSql } from '../sql/write-sql.js'

/** What the verbs of `larder-db` work on. */
export interface Context {
  readonly project: Project
  /** Opens the database, the first time, and resolves to its URL. */
  database(): Promise<string>
}

interface DeployOptions {
  to?: string
  acceptDataLoss?: boolean
  lockTimeout?: number
}

/**
 * The verbs of `larder-db`. Each prints what it did, and resolves to the exit code unless that is
 * 0.
 */
export const verbs = {
  async migrate({ project, database }: Context, options: { message: string; createOnly?: boolean }) {
    const { exitCode, reverse, twins } = await migrate(project, await database(), options)
    if (reverse)
      console.log(`The way back: ${shortPath(reverse)}. Read it, since you know more than a comparison.`)
    printTwins(twins)
    return exitCode
  },

  async upgrade({ project, database }: Context, options: DeployOptions) {
    const applied = await upgrade({ ...project, ...options, url: await database(), onProgress })
    console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'There was nothing to apply.')
  },

  async downgrade(
    { project, database }: Context,
    { steps, to, ...options }: DeployOptions & { steps?: number }
  ) {
    const undone = await downgrade({
      ...project,
      ...options,
      to: to ?? steps,
      url: await database(),
      onProgress
    })
    console.log(undone.length > 0 ? `Undid ${undone.join(', ')}.` : 'There was nothing to undo.')
  },

  async stamp({ project, database }: Context, options: DeployOptions & { to: string }) {
    const { applied, undone } = await stamp({ ...project, ...options, url: await database(), onProgress })
    if (applied.length > 0) console.log(`Recorded as applied: ${applied.join(', ')}.`)
    if (undone.length > 0) console.log(`Recorded as not applied: ${undone.join(', ')}.`)
    if (applied.length + undone.length === 0) console.log('The records say so already.')
  },

  async history({ project, database }: Context, { json }: { json?: boolean }) {
    const owners = readOwners(await readModels(project))
    const entries = await readHistory(project, await database())
    const described = await Promise.all(
      entries.map(async ({ name, status, edited, migration, record }) => ({
        name,
        madeAt: dateOf(name) ?? null,
        status,
        edited,
        appliedAt: record?.finishedAt ?? null,
        models: migration ? await ownersOf(migration.script, owners) : [],
        reversible: migration?.down !== undefined
      }))
    )
    if (json) return printJson(described)
    printTable([
      ['NAME', 'MADE', 'APPLIED', 'MODELS', 'WAY BACK'],
      ...described.map(({ name, madeAt, status, edited, appliedAt, models, reversible }) => [
        name,
        formatTime(madeAt),
        (status === 'applied' ? formatTime(appliedAt) : status) + (edited ? ', edited since' : ''),
        models.join(', '),
        reversible ? 'down.sql' : 'none'
      ])
    ])
  },

  async current({ project, database }: Context, { json }: { json?: boolean }) {
    const entries = await readHistory(project, await database())
    const name = entries.findLast(({ record }) => record?.finishedAt)?.name ?? null
    const pending = entries.filter(({ status }) => status === 'pending').length
    const halfway = entries.filter(({ status }) => status === 'failed' || status === 'undoing')
    if (json)
      return printJson({ name, pending, halfway: halfway.map(({ name, status }) => ({ name, status })) })
    const rest = halfway.map(({ name, status }) => `${name} ${status}`)
    if (pending > 0) rest.push(`${pending} pending`)
    console.log(`${name ?? 'base'} (${rest.join(', ') || 'head'})`)
  },

  async check({ project, database }: Context, { json }: { json?: boolean }) {
    const findings = await check(project, await database())
    if (json) printJson(findings)
    else if (findings.length === 0) console.log('Models, migrations and database agree.')
    else for (const finding of findings) console.error(describe(finding))
    return findings.length > 0 ? 1 : 0
  },

  async sql({ project }: Context, { from, to }: { from?: string; to?: string }) {
    console.log((await writeSql({ ...project, from, to })).trimEnd())
  },

  async reverse({ project, database }: Context, { name }: { name: string }) {
    console.log(`Written: ${shortPath(await writeReverse(project, await database(), name))}`)
    printTwins(await writeMissingTwins(project.migrations))
  },

  async translate({ project }: Context) {
    const written = await writeMissingTwins(project.migrations)
    printTwins(written)
    if (written.length === 0) console.log('There was nothing to translate.')
  }
}

function printTwins(twins: readonly WrittenTwin[]): void {
  for (const { file, todo } of twins) {
    console.log(`For MySQL: ${shortPath(file)}`)
    for (const line of todo) console.log(line)
  }
}

async function readHistory(project: Project, url: string): Promise<HistoryEntry[]> {
  const migrations = await readMigrations(project.migrations)
  return compareHistory(migrations, await withConnection(url, readRecords))
}

function describe({ kind, what }: Finding): string {
  const sentences = {
    pending: `pending  ${what} is not applied: larder-db upgrade`,
    failed: `failed   ${what} was begun and not ended: larder-db upgrade`,
    undoing: `undoing  ${what} is undone in part: larder-db downgrade`,
    edited: `edited   ${what} was changed after it was applied: restore it, and make a new migration of the change`,
    missing: `missing  ${what} is applied, but not in the folder: restore it`,
    drift: `drift    The database is not what its migrations make:\n${indent(what)}`,
    models: `models   The models have changes that no migration makes (larder-db migrate -m …):\n${indent(what)}`,
    unknown: `unknown  Models and database could not be compared with the migrations:\n${indent(what)}`,
    mysql: `mysql    ${what}`
  }
  return sentences[kind]
}

function indent(text: string): string {
  return text.replace(/^/gm, '         ')
}

function formatTime(time: Date | null): string {
  return time ? time.toISOString().slice(0, 16).replace('T', ' ') : ''
}

function onProgress(line: string): void {
  console.error(line)
}

function shortPath(file: string): string {
  return path.relative(process.cwd(), file)
}

function printJson(data: unknown): void {
  console.log(JSON.stringify(data, null, 2))
}

function printTable(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
}
