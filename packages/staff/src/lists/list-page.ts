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
  cursor?: { id: number }
}

/**
 * Reads a page of `size` rows: the first one where nothing is found any more, as after a row that
 * was deleted meanwhile, which Prisma's cursor does not find.
 *
 * @param find reads the rows by what Prisma's findMany takes
 */
export async function readPage<Row extends { id: number }>(
  place: PageQuery,
  size: number,
  find: (take: Take) => PromiseLike<Row[]>
): Promise<ListPage<Row>> {
  const id = place.before ?? place.after
  if (id !== undefined) {
    // With the row of the cursor, which is not found where it has left the filter meanwhile.
    const take = place.before === undefined ? size + 2 : -size - 2
    const found = (await find({ take, cursor: { id } })).filter((row) => row.id !== id)
    if (found.length > 0) return asPage(found, place, size)
  }
  return asPage(await find({ take: size + 1 }), {}, size)
}

/** Makes the page of what was found from `place` on, where it is a row more than `size` on all but the last. */
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
