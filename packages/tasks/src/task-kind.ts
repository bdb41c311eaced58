import type { ValueOf } from '@larder/database'
import type { TSchema } from 'typebox'
import { TASKS_ERR_NAME } from './errors.js'

/**
 * Tasks of one kind have one handler, and data of one schema. {@link taskKind} makes it: in one that is
 * written by hand the schema and `Data` may differ.
 */
export interface TaskKind<Data = unknown> {
  name: string
  /** The schema of their data. */
  data: TSchema
  /** What the schema stands for. There is no such value. */
  dataType?: Data
}

/**
 * Binds the name of a kind of tasks to the schema of their data: `enqueue` writes what fits it, and
 * the handler gets it parsed.
 *
 * @param name `orders.expire`: the package, and what is done
 * @param data a TypeBox schema of JSON, mostly ids: what they lead to may have changed by then
 * @throws TASKS_ERR_NAME
 */
export function taskKind<Data extends TSchema>(name: string, data: Data): TaskKind<ValueOf<Data>> {
  return { name: checkName(name, name), data }
}

/** @throws TASKS_ERR_NAME where the columns do not hold them */
export function checkName(name: string, key: string): string {
  for (const [text, most] of [
    [name, MOST_OF_NAME],
    [key, MOST_OF_KEY]
  ] as const) {
    if (text === '' || text.length > most) throw new TASKS_ERR_NAME(text, MOST_OF_NAME, MOST_OF_KEY)
  }
  return name
}

const MOST_OF_NAME = 64
const MOST_OF_KEY = 128
