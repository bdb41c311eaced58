import { randomUUID } from 'node:crypto'
import { createMissing, type Database } from '@larder/database'
import { Check, Errors } from 'typebox/value'
import { TASKS_ERR_DATA, TASKS_ERR_TOO_LARGE } from './errors.js'
import { checkName, type TaskKind } from './task-kind.js'
import { findTraceparent } from './trace-task.js'

export interface EnqueueOptions {
  /**
   * Names the work, which is then written once: `refund:17`. It is the task's idempotency key
   * towards others, too. @default a random UUID
   */
  key?: string | undefined
  /** When it is to be done. @default at once */
  dueAt?: Date | undefined
}

/**
 * Writes a task: it is done if, and only if, the transaction that `db` is, is committed; soon after
 * that, and at least once.
 *
 * @returns `known` where a task of this key was written before, done or not
 * @throws TASKS_ERR_DATA, TASKS_ERR_TOO_LARGE, TASKS_ERR_NAME
 */
export async function enqueue<Data>(
  db: Database,
  kind: TaskKind<Data>,
  data: NoInfer<Data>,
  options: EnqueueOptions = {}
): Promise<{ outcome: 'queued' | 'known' }> {
  const { key = randomUUID(), dueAt = new Date() } = options
  checkName(kind.name, key)
  const row = {
    kind: kind.name,
    dedupeKey: key,
    data: encode(kind, data),
    wantedAt: dueAt,
    dueAt,
    traceparent: findTraceparent()
  }
  const written = await createMissing(db, db.task, [row])
  return { outcome: written === 1 ? 'queued' : 'known' }
}

function encode(kind: TaskKind, data: unknown): string {
  if (!Check(kind.data, data)) throw new TASKS_ERR_DATA(kind.name, problemOf(kind, data))
  const text = JSON.stringify(data)
  const size = Buffer.byteLength(text)
  if (size > MOST_BYTES) throw new TASKS_ERR_TOO_LARGE(kind.name, size, MOST_BYTES)
  return text
}

/**
 * The data of a task, as its kind says.
 *
 * @throws TASKS_ERR_DATA where another version wrote it otherwise
 */
export function decodeData<Data>(kind: TaskKind<Data>, text: string): Data {
  const data: unknown = JSON.parse(text)
  if (!Check(kind.data, data)) throw new TASKS_ERR_DATA(kind.name, problemOf(kind, data))
  return data as Data
}

function problemOf(kind: TaskKind, data: unknown): string {
  const [error] = Errors(kind.data, data)
  return `${error?.instancePath || 'it'} ${error?.message}`
}

/** TEXT holds 64 KB on MySQL. */
const MOST_BYTES = 60_000
