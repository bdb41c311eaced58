import type { Database } from '@larder/database'
import { findMethod, type StoredMethod } from '../list-methods.js'
import { type SaveOptions, saveMethod } from '../save-method.js'
import type { MethodInput } from '../schemas.js'

let made = 0

/** Saves another method: 4.90 € by post to all of Germany, unless the fields say otherwise. */
export async function createMethod(
  db: Database,
  fields: Partial<MethodInput> = {},
  options: Partial<SaveOptions> = {}
): Promise<StoredMethod> {
  made += 1
  const input = { ...POST, code: `method-${made}`, name: `Method ${made}`, position: made, ...fields }
  const saved = await saveMethod(db, input, { timeZone: 'UTC', ...options })
  if (saved.outcome !== 'saved') throw new Error(`The method was not saved: ${JSON.stringify(saved)}`)
  const method = await findMethod(db, saved.id)
  if (!method) throw new Error('The method is not there.')
  return method
}

const POST = {
  description: '',
  kind: 'ship',
  price: 490,
  freeFrom: null,
  minTotal: null,
  tax: 'proportional',
  taxCategory: null,
  active: true,
  areas: [{ country: 'DE', postalPrefix: '' }],
  plans: []
} satisfies Partial<MethodInput>
