import { isDeepStrictEqual } from 'node:util'

export type Kept = Record<string, unknown>

/**
 * Applies to `present`, which another request may have written since, what turned `before` into `after`: key by key, and list
 * items one by one. If both changed the same value, the later change wins.
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

/** @returns undefined if there are no lists to merge, or the result is empty */
function mergeLists(before: unknown = [], after: unknown = [], present: unknown = []): unknown[] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || !Array.isArray(present)) return undefined
  const [removed, added] = [without(before, after), without(after, before)]
  const merged = [...without(present, removed), ...added]
  return merged.length > 0 ? merged : undefined
}

function without(list: unknown[], other: unknown[]): unknown[] {
  const left = [...other]
  return list.filter((item) => {
    const index = left.findIndex((one) => isDeepStrictEqual(one, item))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}
