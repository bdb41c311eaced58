import type { FastifyRequest } from 'fastify'

/**
 * Makes of the fields `units[0][quantity]` of a form what programs send as JSON: `units: [{ quantity
 * }]`. For the option `preValidation` of a route.
 */
export async function readRows(request: FastifyRequest): Promise<void> {
  if (typeof request.body === 'object' && request.body !== null) request.body = nestRows(request.body)
}

function nestRows(body: object): object {
  const lists = new Map<string, Map<number, [field: string, value: unknown][]>>()
  const plain: [string, unknown][] = []
  for (const [name, value] of Object.entries(body)) {
    const [, list, index, field] = CELL.exec(name) ?? []
    if (list === undefined || field === undefined) {
      plain.push([name, value])
      continue
    }
    const rows = lists.get(list) ?? new Map()
    rows.set(Number(index), [...(rows.get(Number(index)) ?? []), [field, value]])
    lists.set(list, rows)
  }
  const nested = [...lists].map(([list, rows]) => [
    list,
    [...rows].sort(([one], [other]) => one - other).map(([, cells]) => Object.fromEntries(cells))
  ])
  return Object.fromEntries([...plain, ...nested])
}

const CELL = /^([a-z_]{1,32})\[(\d{1,4})\]\[([a-z_]{1,32})\]$/
