import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { SCHEMA_ENGINE_ERR_PANIC } from '../errors.js'

/** Answers one call of the protocol. It may print through the CLI before. */
export type Answer = (method: string, params: unknown, print: (content: string) => void) => Promise<unknown>

/**
 * Speaks JSON-RPC 2.0, one message a line, as the Prisma CLI does with its engine. Returns when the
 * CLI has closed its end and every call is answered.
 */
export async function serve(input: Readable, output: Writable, answer: Answer): Promise<void> {
  const send = (message: object) => output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const print = (content: string) => send({ id: randomUUID(), method: 'print', params: { content } })
  // The CLI may be gone before the answer.
  output.on('error', () => {})

  for await (const line of createInterface({ input })) {
    const { id, method, params } = readMessage(line)
    // A message without a method confirms that the CLI has printed.
    if (method) send({ id, ...(await answer(method, params, print).then(succeed, fail)) })
  }
}

/**
 * Reads one message, passing its values to `visit`. An invalid line reads as an empty message:
 * there is no caller to tell.
 */
export function readMessage(line: string, visit?: (key: string, value: unknown) => unknown) {
  try {
    return JSON.parse(line, visit)
  } catch {
    return {}
  }
}

function succeed(result: unknown) {
  return { result: result ?? null }
}

/** Prisma's engine gives this code to every error. The CLI reads `data`. */
function fail(error: unknown) {
  const { message, ...known } = describe(error)
  return { error: { code: 4466, message, data: { message, ...known } } }
}

function describe(error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  const is_panic = error instanceof SCHEMA_ENGINE_ERR_PANIC
  const error_code = readField(error, 'code')
  return { message, is_panic, error_code: is_panic ? null : error_code, meta: readField(error, 'meta') }
}

function readField(error: unknown, name: 'code' | 'meta'): unknown {
  return error instanceof Error && name in error ? Reflect.get(error, name) : null
}
