import type { Node, RangeVar } from 'libpg-query'
import { refuse } from './refusal.js'

/** The text of a name in the parser's tree. */
export function nameOf(node: Node | undefined): string {
  if (node && 'String' in node) return node.String.sval ?? ''
  return refuse('it has a name that is no word')
}

export function namesOf(nodes: readonly Node[] | undefined = []): string[] {
  return nodes.map(nameOf)
}

/** The last of the parts of a name: the schemas of PostgreSQL have no counterpart. */
export function lastName(nodes: readonly Node[] | undefined): string {
  return nameOf(nodes?.at(-1))
}

export function tableName(relation: RangeVar | undefined): string {
  return relation?.relname ?? ''
}
