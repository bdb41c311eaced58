import { constants } from 'node:os'
import { parseDatabaseUrl } from '../database/database-url.js'
import { createDatabase } from '../database/databases.js'
import { Connections } from '../engine/connections.js'
import { type Ask, type Datamodel, openEngine, type SchemaEngine } from '../engine/engine.js'
import { SCHEMA_ENGINE_ERR_USAGE } from '../errors.js'
import { MysqlEngine } from '../mysql/engine/engine.js'
import { MYSQL_CALLS } from '../mysql/engine/mysql-calls.js'
import { readObject } from '../mysql/engine/read-params.js'
import type { Arguments } from './arguments.js'
import { type Answer, serve } from './protocol.js'
import { report } from './report.js'
import { writeTwin } from './write-twin.js'

/** What answers the calls for one kind of database. */
interface Answers {
  readonly answer: Answer
  /** Drops the shadow databases, also unfinished ones and whatever runs in them. */
  dropShadows(): Promise<void>
}

/** Answers calls on stdin until the CLI closes it, a signal comes or the engine panics. */
export async function answerCalls(
  args: Arguments,
  datamodels: Datamodel[],
  provider: string | undefined
): Promise<void> {
  const answers = provider === 'mysql' ? answerForMysql(args) : answerForPostgres(args, datamodels)
  endOnSignals(answers)
  endWithParent(answers)
  process.on('uncaughtException', endAfter)

  await serve(process.stdin, process.stdout, answers.answer)
  await answers.dropShadows()
  // Exits even if a connection is busy.
  process.exit()
}

function answerForMysql({ url, shadowUrl }: Arguments): Answers {
  const engine = new MysqlEngine(url, shadowUrl)
  const answer: Answer = async (method, params, print) => {
    const call = MYSQL_CALLS.get(method)
    if (!call) throw new SCHEMA_ENGINE_ERR_USAGE(`The schema engine has no call "${method}" for MySQL.`)
    engine.tell = print
    return call(engine, readObject(params))
  }
  return { answer, dropShadows: () => engine.shadows.drop() }
}

function answerForPostgres({ url, shadowUrl }: Arguments, datamodels: Datamodel[]): Answers {
  const connections = new Connections(url, shadowUrl)
  return {
    answer: createAnswer(url, connections, datamodels),
    dropShadows: () => connections.dropShadows()
  }
}

function createAnswer(url: string | undefined, connections: Connections, datamodels: Datamodel[]): Answer {
  let opening: Promise<Ask> | undefined
  let forgotten = false
  return async (method, params, print) => {
    if (method === 'createDatabase') return createDatabaseOf(url)
    const call = CALLS.get(method)
    if (!call) throw new SCHEMA_ENGINE_ERR_USAGE(`The schema engine has no call "${method}".`)
    opening ??= openEngine(connections, datamodels)
    const ask = await opening
    connections.tell = print
    try {
      if (call === 'applyMigrations') await connections.prepareToApply()
      if (call === 'devDiagnostic') await connections.clearAbandoned()
      if (forgotten && call === 'evaluateDataLoss') await remember(ask, params)
      // The engine checks its parameters.
      const result = await ask((engine) => Reflect.apply(engine[call], engine, [params]))
      forgotten = call === 'applyMigrations' && result.appliedMigrationNames.length > 0
      if (method === 'diff' && result.stdout) print(result.stdout)
      if (call === 'createMigration' && isAboutMigrations(params)) await writeTwin(params, result, print)
      return result
    } finally {
      await connections.dropShadows()
    }
  }
}

/**
 * Applying migrations makes the engine forget the schema that they make. It learns it again with
 * every question but `evaluateDataLoss`, which fails for want of a shadow database. So another is
 * asked first.
 */
async function remember(ask: Ask, params: unknown): Promise<void> {
  if (!isAboutMigrations(params)) return
  const { migrationsList, filters } = params
  await ask((engine) => engine.devDiagnostic({ migrationsList, filters }))
}

type AboutMigrations = Parameters<SchemaEngine['devDiagnostic']>[0]

function isAboutMigrations(params: unknown): params is AboutMigrations {
  return typeof params === 'object' && params !== null && 'migrationsList' in params && 'filters' in params
}

type Call = Exclude<keyof SchemaEngine, 'free' | symbol>

/** The calls by the names that the CLI gives them. */
const CALLS = new Map<string, Call>([
  ['applyMigrations', 'applyMigrations'],
  ['createMigration', 'createMigration'],
  ['dbExecute', 'dbExecute'],
  ['debugPanic', 'debugPanic'],
  ['devDiagnostic', 'devDiagnostic'],
  ['diagnoseMigrationHistory', 'diagnoseMigrationHistory'],
  ['diff', 'diff'],
  ['ensureConnectionValidity', 'ensureConnectionValidity'],
  ['evaluateDataLoss', 'evaluateDataLoss'],
  ['getDatabaseVersion', 'version'],
  ['introspect', 'introspect'],
  ['introspectSql', 'introspectSql'],
  ['markMigrationApplied', 'markMigrationApplied'],
  ['markMigrationRolledBack', 'markMigrationRolledBack'],
  ['reset', 'reset'],
  ['schemaPush', 'schemaPush']
])

async function createDatabaseOf(href: string | undefined): Promise<{ databaseName: string }> {
  const url = parseDatabaseUrl(href)
  await createDatabase(url)
  return { databaseName: url.database }
}

function endOnSignals(answers: Answers): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      // Only the first signal counts: the CLI and an impatient user send several.
      if (stopping) return
      stopping = true
      await end(answers, 128 + constants.signals[signal])
    })
  }
}

/** A killed CLI closes stdin during a call, as does a script that has sent all its calls. */
function endWithParent(answers: Answers): void {
  const parent = process.ppid
  process.stdin.once('end', () => {
    setInterval(() => {
      if (process.ppid !== parent) void end(answers, 1)
    }, 100).unref()
  })
}

async function end(answers: Answers, code: number): Promise<void> {
  await answers.dropShadows().catch(report)
  process.exit(code)
}

/** A WebAssembly trap arrives here too, and may leave time to answer the call with a panic. */
function endAfter(error: Error): void {
  const isTrap = error.name === 'RuntimeError'
  setTimeout(
    () => {
      report(error)
      process.exit(isTrap ? PANIC : 1)
    },
    isTrap ? 1000 : 0
  )
}

/** Rust's exit code for a panic, which the CLI knows. */
const PANIC = 101
