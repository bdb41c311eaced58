import type { Node } from 'libpg-query'
import { refuse } from './definitions/refusal.js'
import type { Schema, Table } from './definitions/schema.js'

/** What the translation of a statement knows of the others. */
export interface Context {
  readonly schema: Schema
  /** The statements that come after in the script. */
  ahead: readonly Node[]
  /** Those of them that are translated already, as a part of an earlier one. */
  readonly done: Set<Node>
  /** Between BEGIN and COMMIT: columns that are written anew at the end of it, by tables. */
  block: Map<Table, Set<string>> | undefined
}

export function findTable({ schema }: Context, name: string | undefined): Table {
  return schema.tables.get(name ?? '') ?? refuse(`there is no table "${name}"`)
}
