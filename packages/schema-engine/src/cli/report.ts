import { readError } from '../database/explain-failure.js'

/**
 * Says what went wrong in the form of Prisma's engine: a first line that the CLI skips, then one of JSON, with no line end
 * because the CLI would parse what follows it. At a terminal, in plain words.
 */
export function report(error: unknown): void {
  const { code, message } = readError(error)
  const fields = { message, error_code: code, is_panic: false }
  const line = JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })
  process.stderr.write(process.stderr.isTTY ? `${message}\n` : `@larder/schema-engine\n${line}`)
}
