import { isDeepStrictEqual } from 'node:util'

/** What a session keeps: JSON, by name. */
export type Kept = Record<string, unknown>

/**
 * Puts what a request has made of `before` into `present`, where another request may have written since: key by key, and in
 * lists item by item. Where both changed one value, the later one stays.
 */
export function mergeChanges(before: Kept, after: Kept, present: Kept): Kept {
  const merged = { ...present }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (isDeepStrictEqual(was, is)) continue
    const list = mergeLists(was, is, present[key])
    if (list) merged[key] = list
    else if (is === undefined) delete merged[key]
    else merged[key] = is
  }
  return merged
}

/** @returns undefined where there are no lists to merge, or nothing is left of them */
function mergeLists(before: unknown = [], after: unknown = [], present: unknown = []): unknown[] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || !Array.isArray(present)) return undefined
  const [removed, added] = [without(before, after), without(after, before)]
  const merged = [...without(present, removed), ...added]
  return merged.length > 0 ? merged : undefined
}

/** The items of a list, less one for each equal item of the other. */
function without(list: unknown[], other: unknown[]): unknown[] {
  const left = [...other]
  return list.filter((item) => {
    const index = left.findIndex((one) => isDeepStrictEqual(one, item))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}
