import { parseMysqlUrl } from '@larder/mysql'
import type { Datamodel } from '../../engine/engine.js'
import {
  P3008,
  P3011,
  P3012,
  P3017,
  SCHEMA_ENGINE_ERR_NO_INTROSPECTION,
  SCHEMA_ENGINE_ERR_USAGE
} from '../../errors.js'
import { createMysqlDatabase, emptyMysqlDatabase, selectMysqlRows } from '../databases.js'
import { describeMysqlFailure } from '../explain-failure.js'
import { splitStatements } from '../split-statements.js'
import { adviseBothForms } from '../twins-folder.js'
import type { MysqlEngine } from './engine.js'
import { applyMigrations } from './history/apply-migrations.js'
import { diagnoseHistory, whyReset } from './history/diagnose-history.js'
import { createRecords, readRecords, recordEnd, recordRolledBack, recordStart } from './history/records.js'
import {
  readExternalTables,
  readFiles,
  readMigrations,
  readObject,
  readTarget,
  type Target
} from './read-params.js'
import { compareTables, type Difference, isEmpty } from './tables/compare-tables.js'
import { findRisks } from './tables/find-risks.js'
import { keepUnmodelled } from './tables/keep-unmodelled.js'
import { readTables } from './tables/read-tables.js'
import { writeScript, writeStatements, writeSummary } from './tables/write-changes.js'
import { summarizeModels, writeMysqlScript } from './tables/write-models.js'

type Call = (engine: MysqlEngine, params: Record<string, unknown>) => Promise<unknown>

/** The calls by the names that the CLI gives them. */
export const MYSQL_CALLS = new Map<string, Call>([
  ['applyMigrations', apply],
  ['createDatabase', createDatabase],
  ['createMigration', createMigration],
  ['dbExecute', execute],
  ['devDiagnostic', diagnoseForDevelopment],
  ['diagnoseMigrationHistory', diagnose],
  ['diff', diff],
  ['ensureConnectionValidity', (engine) => engine.connected(async () => ({}))],
  ['evaluateDataLoss', evaluateDataLoss],
  ['getDatabaseVersion', readVersion],
  ['introspect', refuseToRead],
  ['introspectSql', refuseToRead],
  ['markMigrationApplied', markApplied],
  ['markMigrationRolledBack', markRolledBack],
  ['reset', reset],
  ['schemaPush', push]
])

async function apply(engine: MysqlEngine, params: unknown) {
  const migrations = readMigrations(params)
  const appliedMigrationNames = await engine.locked((connection) => applyMigrations(connection, migrations))
  return { appliedMigrationNames }
}

async function createDatabase({ url }: MysqlEngine) {
  await createMysqlDatabase(parseMysqlUrl(url))
  return { databaseName: parseMysqlUrl(url).database }
}

async function createMigration(engine: MysqlEngine, params: Record<string, unknown>) {
  const difference = await compareForMigration(engine, params)
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const name = `${time}_${params.migrationName}`
  const isNeeded = !isEmpty(difference) || params.draft === true
  const { baseDir } = readObject(params.migrationsList)
  const advice = isNeeded ? adviseBothForms(String(baseDir), name) : undefined
  if (advice) engine.tell(advice)
  return {
    connectorType: 'mysql',
    generatedMigrationName: name,
    migrationScript: isNeeded ? writeScript(difference) : null,
    extension: 'sql'
  }
}

/** What the next migration has to do. */
async function compareForMigration(
  engine: MysqlEngine,
  params: Record<string, unknown>
): Promise<Difference> {
  const external = readExternalTables(params)
  const from = await engine.tablesOfMigrations(readMigrations(params), external)
  return engine.compareWithModels(from, readFiles(params.schema), external)
}

async function execute(engine: MysqlEngine, { script, datasourceType }: Record<string, unknown>) {
  const { tag, url } = readObject(datasourceType)
  await engine.connected(
    async (connection) => {
      for (const { text, line } of splitStatements(String(script))) {
        await connection.query(text).catch((error) => {
          throw new SCHEMA_ENGINE_ERR_USAGE(`line ${line}: ${describeMysqlFailure(error)}`)
        })
      }
    },
    tag === 'url' ? String(url) : engine.url
  )
}

async function diagnoseForDevelopment(engine: MysqlEngine, params: unknown) {
  const migrations = readMigrations(params)
  const external = readExternalTables(params)
  const records = await engine.connected(readRecords)
  const applied = new Set(records?.filter(({ isFinished }) => isFinished).map(({ name }) => name))
  const expected = await engine.tablesOfMigrations(
    migrations.filter(({ name }) => applied.has(name)),
    external
  )
  const actual = await engine.connected((connection) => readTables(connection, external))
  const drift = compareTables(expected, actual)
  // Migrations that are not applied yet have to be good ones.
  await engine.tablesOfMigrations(migrations, external)
  const reason = whyReset(diagnoseHistory(migrations, records), isEmpty(drift) ? '' : writeSummary(drift))
  return { action: reason === undefined ? { tag: 'createMigration' } : { tag: 'reset', reason } }
}

async function diagnose(engine: MysqlEngine, params: unknown) {
  return diagnoseHistory(readMigrations(params), await engine.connected(readRecords))
}

/** Compares two schemas, for people or as a script. */
export async function diff(engine: MysqlEngine, params: Record<string, unknown>) {
  const [from, to] = [readTarget(params.from), readTarget(params.to)]
  const external = readExternalTables(params)
  const [before, after] = [filesOf(from), filesOf(to)]
  // Files need no server.
  const { script, summary } =
    before && after
      ? { script: () => writeMysqlScript(before, after), summary: () => summarizeModels(before, after) }
      : describe(await compareTargets(engine, from, to, external))
  const difference = await (params.script === true ? script() : summary())
  const stdout = difference || (params.script === true ? NO_MIGRATION : NO_DIFFERENCE)
  engine.tell(stdout)
  return { exitCode: params.exitCode === true && difference !== '' ? 2 : 0, stdout }
}

function filesOf(target: Target): Datamodel[] | undefined {
  if (target.kind === 'empty') return []
  return target.kind === 'models' ? target.files : undefined
}

async function compareTargets(
  engine: MysqlEngine,
  from: Target,
  to: Target,
  external: ReadonlySet<string>
): Promise<Difference> {
  const tables = await engine.tablesOf(from, external)
  const others = await engine.tablesOf(to, external)
  return compareTables(
    from.kind === 'models' ? keepUnmodelled(tables, others) : tables,
    to.kind === 'models' ? keepUnmodelled(others, tables) : others
  )
}

function describe(difference: Difference) {
  return {
    script: () => writeScript(difference),
    summary: () => (isEmpty(difference) ? '' : `${writeSummary(difference)}\n`)
  }
}

const NO_MIGRATION = '-- This is an empty migration.\n'
const NO_DIFFERENCE = 'No difference detected.\n'

async function evaluateDataLoss(engine: MysqlEngine, params: Record<string, unknown>) {
  const difference = await compareForMigration(engine, params)
  const risks = await engine.connected((connection) => findRisks(connection, difference))
  const feedback = (messages: string[]) => messages.map((message) => ({ message, stepIndex: 0 }))
  return {
    migrationSteps: writeStatements(difference).length,
    warnings: feedback(risks.warnings),
    unexecutableSteps: feedback(risks.unexecutable)
  }
}

async function readVersion(engine: MysqlEngine) {
  const [[version] = []] = await engine.connected((connection) =>
    selectMysqlRows(connection, 'SELECT VERSION()')
  )
  return version
}

async function refuseToRead(): Promise<never> {
  throw new SCHEMA_ENGINE_ERR_NO_INTROSPECTION()
}

async function markApplied(engine: MysqlEngine, params: Record<string, unknown>) {
  const name = String(params.migrationName)
  const migration = readMigrations(params).find((one) => one.name === name)
  if (!migration) throw new P3017(name)
  await engine.locked(async (connection) => {
    const records = await readRecords(connection)
    if (!records) await createRecords(connection)
    const own = records?.filter((record) => record.name === name) ?? []
    if (own.some(({ isFinished }) => isFinished)) throw new P3008(name)
    for (const { id } of own) await recordRolledBack(connection, id)
    await recordEnd(connection, await recordStart(connection, migration, null))
  })
  return {}
}

async function markRolledBack(engine: MysqlEngine, params: Record<string, unknown>) {
  const name = String(params.migrationName)
  await engine.locked(async (connection) => {
    const own = (await readRecords(connection))?.filter((record) => record.name === name) ?? []
    if (own.length === 0) throw new P3011(name)
    if (own.every(({ isFinished }) => isFinished)) throw new P3012(name)
    for (const { id, isFinished } of own) if (!isFinished) await recordRolledBack(connection, id)
  })
  return {}
}

async function reset(engine: MysqlEngine) {
  await engine.locked(emptyMysqlDatabase)
}

async function push(engine: MysqlEngine, params: Record<string, unknown>) {
  const external = readExternalTables(params)
  return engine.connected(async (connection) => {
    const from = await readTables(connection, external)
    const difference = await engine.compareWithModels(from, readFiles(params.schema), external)
    const { warnings, unexecutable } = await findRisks(connection, difference)
    const answer = { warnings, unexecutable, executedSteps: 0 }
    if (unexecutable.length > 0 || (warnings.length > 0 && params.force !== true)) return answer
    const statements = writeStatements(difference)
    for (const statement of statements) await connection.query(statement)
    return { ...answer, executedSteps: statements.length }
  })
}
