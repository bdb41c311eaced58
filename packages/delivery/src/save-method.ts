import { englishOf, type Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { changeSlots } from './change-slots.js'
import { checkMethod, type MethodProblems } from './check-method.js'
import { findMethod, type StoredMethod } from './list-methods.js'
import type { MethodInput, Plan } from './schemas.js'

export interface SaveOptions {
  /** The method that was shown and is to be changed. @default a new one is made */
  replaces?: { id: number; version: number } | undefined
  /** Of the times in its plans, a name of the IANA time zone database. */
  timeZone: string
  /** @default the present */
  now?: Date | undefined
  /** The tax categories that have a rate: it gets no other, unless it has it already. @default any may be given */
  taxCategories?: readonly string[] | undefined
  /** Says the problems. @default in English */
  t?: Translate | undefined
}

export type SaveOutcome =
  | { outcome: 'saved'; id: number; version: number }
  | { outcome: 'problems'; problems: MethodProblems }
  /** Somebody has changed it since it was shown. */
  | { outcome: 'changed'; theirs: StoredMethod }
  | { outcome: 'gone' }

/**
 * Saves a method with its areas and plans, and makes the slots of the next 14 days. Slots of plans
 * that are no more go, unless an order has them: these take no more orders.
 *
 * @param tx a transaction; another outcome than `saved` has changed nothing
 */
export async function saveMethod(
  tx: Database,
  input: MethodInput,
  { replaces, timeZone, now = new Date(), taxCategories = [], t = ENGLISH }: SaveOptions
): Promise<SaveOutcome> {
  const problems = checkMethod(input, t)
  if (problems) return { outcome: 'problems', problems }
  const named = await tx.deliveryMethod.findUnique({ where: { code: input.code }, select: { id: true } })
  if (named && named.id !== replaces?.id) {
    return { outcome: 'problems', problems: { code: t('delivery:problem.code-taken') } }
  }
  const { areas, plans, ...columns } = input
  const before = replaces && (await findMethod(tx, replaces.id))
  // A method without a rate is offered to nobody.
  const allowed = [...taxCategories, null, before?.taxCategory]
  if (taxCategories.length > 0 && !allowed.includes(input.taxCategory)) {
    const known = new Intl.ListFormat(t.language).format(taxCategories)
    return { outcome: 'problems', problems: { taxCategory: t('delivery:problem.tax-unknown', { known }) } }
  }
  const id = replaces ? replaces.id : (await tx.deliveryMethod.create({ data: columns })).id
  if (replaces) {
    const data = { ...columns, version: { increment: 1 } }
    const { count } = await tx.deliveryMethod.updateMany({ where: replaces, data })
    if (count === 0) return refusal(tx, replaces.id)
  }
  await replaceParts(tx, id, input)
  await changeSlots(tx, { methodId: id, before: before?.plans ?? [], after: plans, timeZone, now })
  return { outcome: 'saved', id, version: (replaces?.version ?? 0) + 1 }
}

const ENGLISH = englishOf('delivery', new URL('..', import.meta.url))

async function refusal(tx: Database, id: number): Promise<SaveOutcome> {
  const theirs = await findMethod(tx, id)
  return theirs ? { outcome: 'changed', theirs } : { outcome: 'gone' }
}

async function replaceParts(tx: Database, methodId: number, { areas, plans }: Parts): Promise<void> {
  await tx.deliveryArea.deleteMany({ where: { methodId } })
  await tx.deliveryArea.createMany({ data: areas.map((area) => ({ ...area, methodId })) })
  await tx.deliveryPlan.deleteMany({ where: { methodId } })
  await tx.deliveryPlan.createMany({ data: plans.map((plan) => ({ ...plan, methodId })) })
}

interface Parts {
  areas: MethodInput['areas']
  plans: Plan[]
}
