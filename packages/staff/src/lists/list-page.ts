import { RowId } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

/** Where a page of a list begins: after the row with this id, or before it. */
export const PageQuery = Type.Object({
  after: Type.Optional(RowId('The last row of the page before')),
  before: Type.Optional(RowId('The first row of the page after'))
})
export type PageQuery = Static<typeof PageQuery>

export interface ListPage<Row extends { id: number | string }> {
  rows: Row[]
  /** What `after` is on the next page; null on the last. */
  next: Row['id'] | null
  /** What `before` is on the previous page; null on the first. */
  previous: Row['id'] | null
}

interface Take {
  take: number
  skip?: number
  cursor?: { id: number }
}

/** What Prisma's findMany takes to read a page of `size` rows, and one more to know whether it is the last. */
export function pageOf({ after, before }: PageQuery, size: number): Take {
  const take = before === undefined ? size + 1 : -size - 1
  const id = before ?? after
  return id === undefined ? { take } : { take, skip: 1, cursor: { id } }
}

/** Makes the page of what findMany found by {@link pageOf}. */
export function asPage<Row extends { id: number | string }>(
  found: Row[],
  { after, before }: { after?: Row['id'] | undefined; before?: Row['id'] | undefined },
  size: number
): ListPage<Row> {
  const more = found.length > size
  const backwards = before !== undefined
  const rows = more ? (backwards ? found.slice(-size) : found.slice(0, size)) : found
  const hasNext = backwards || more
  const hasPrevious = backwards ? more : after !== undefined
  return {
    rows,
    next: (hasNext && rows.at(-1)?.id) || null,
    previous: (hasPrevious && rows.at(0)?.id) || null
  }
}

/**
 * The query parameter that chooses how a list is sorted: one of the keys of `sorts`, which are
 * named after the column, `-placed_at` where the greatest comes first.
 */
export function SortQuery<Sorts extends object>(sorts: Sorts, fallback: keyof Sorts & string) {
  const names = Object.keys(sorts).filter((name): name is keyof Sorts & string => name in sorts)
  return Type.Optional(Type.Enum(names, { default: fallback, description: 'What the list is sorted by' }))
}
