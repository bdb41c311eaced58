import { readError } from '../database/explain-failure.js'

/**
 * Writes an error in the form of Prisma's engine: a first line that the CLI skips, then JSON
 * without a line end, since the CLI would parse the rest. At a terminal, in plain words.
 */
export function report(error: unknown): void {
  const { code, message } = readError(error)
  const fields = { message, error_code: code, is_panic: false }
  const line = JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })
  process.stderr.write(process.stderr.isTTY ? `${message}\n` : `@larder/schema-engine\n${line}`)
}
