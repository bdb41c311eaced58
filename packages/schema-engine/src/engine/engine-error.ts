import type { ErrorRegistry } from '@prisma/driver-adapter-utils'
import { P3018 } from '../errors.js'

/**
 * Makes an error of the engine one for people. The WebAssembly engine says less than the native one: it ends its
 * messages with a trace of itself, and gives the failure of a migration neither a code nor its name.
 *
 * @param registry where errors of the adapter wait while the engine passes on their number
 */
export function explainEngineError(error: unknown, registry: ErrorRegistry): unknown {
  if (!(error instanceof Error)) return error
  const [, id] = /External error id#(\d+)/.exec(error.message) ?? []
  const cause = registry.consumeError(Number(id))?.error
  if (cause) return cause

  const message = cleanMessage(error.message)
  const [, migration] = /apply_script\s+with migration_name="([^"]+)"/.exec(error.message) ?? []
  if (migration) return new P3018(migration, message, migration)
  error.message = message
  return error
}

/** Without what the engine adds for its makers. */
export function cleanMessage<T>(message: T): T | string {
  return typeof message === 'string' ? message.replace(TRACE, '').replace(PREFIX, '').trim() : message
}

/** Pairs like `0: module::function`, `with name="value"`, `at file.rs:1`, to the end. */
const TRACE = /\n\s+0: \w+::[\s\S]*$/
const PREFIX = /^(external connector error|Error querying the database:)\s*/gm
