import { RowId, Text } from '@larder/blueprint'
import { containsText, type Database, escapeLike, type Prisma, Role } from '@larder/database'
import { type ListPage, PageQuery, readPage, SortQuery } from '@larder/staff'
import { type Static, Type } from 'typebox'
import { userNameKey } from '../account-fields.js'

const SORTS = {
  name: [{ name: 'asc' }, { id: 'asc' }],
  '-name': [{ name: 'desc' }, { id: 'desc' }],
  created_at: [{ id: 'asc' }],
  '-created_at': [{ id: 'desc' }],
  used_at: [{ usedAt: 'asc' }, { id: 'asc' }],
  '-used_at': [{ usedAt: 'desc' }, { id: 'desc' }]
} satisfies Record<string, Prisma.UserOrderByWithRelationInput[]>

export const CustomerQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Text(100, 'Part of the name, the e-mail address or the user name')),
  role: Type.Optional(Type.Union([Type.Enum(Role), Type.Literal('')])),
  blocked: Type.Optional(Type.Enum(['yes', 'no', ''])),
  sort: SortQuery(SORTS, '-created_at')
})
export type CustomerQuery = Static<typeof CustomerQuery>

export const CustomerParams = Type.Object({ id: RowId('Of the account') })

const OptionalText = Type.Union([Type.String(), Type.Null()])

export const ListedCustomer = Type.Object({
  id: RowId('Of the account'),
  name: Type.String(),
  user_name: OptionalText,
  email: Type.Union([Type.String(), Type.Null()], { description: 'Confirmed; null until then' }),
  pending_email: Type.Union([Type.String(), Type.Null()], { description: 'Claimed, not confirmed' }),
  role: Type.Enum(Role),
  blocked: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  used_at: Type.String({ format: 'date-time', description: 'The last log-in' })
})
export type ListedCustomer = Static<typeof ListedCustomer>

/** The accounts that fit, a page of them. */
export async function listCustomers(
  db: Database,
  { q, role, blocked, sort = '-created_at', ...place }: CustomerQuery
): Promise<ListPage<ListedCustomer>> {
  const where = customersWhere(db, { q, role, blocked })
  const { rows, ...page } = await readPage(place, PER_PAGE, (take) =>
    db.user.findMany({ where, select: CUSTOMER, orderBy: SORTS[sort], ...take })
  )
  return { rows: rows.map(viewCustomer), ...page }
}

/** Which accounts a filter means. */
export function customersWhere(
  db: Database,
  { q = '', role, blocked }: Pick<CustomerQuery, 'q' | 'role' | 'blocked'>
): Prisma.UserWhereInput {
  return {
    ...(q.trim() && { OR: waysToMean(db, q.trim()) }),
    ...(role && { role }),
    ...(blocked && { blockedAt: blocked === 'yes' ? { not: null } : null })
  }
}

/** The accounts that a condition means, with an id above `after`, in the order of their ids. */
export async function readCustomers(
  db: Database,
  where: Prisma.UserWhereInput,
  { after, take }: { after: number; take: number }
): Promise<ListedCustomer[]> {
  const rows = await db.user.findMany({
    where: { AND: [where, { id: { gt: after } }] },
    select: CUSTOMER,
    orderBy: { id: 'asc' },
    take
  })
  return rows.map(viewCustomer)
}

/** Null where there is no such account. */
export async function findCustomer(db: Database, id: number): Promise<ListedCustomer | null> {
  const row = await db.user.findUnique({ where: { id }, select: CUSTOMER })
  return row && viewCustomer(row)
}

function waysToMean(db: Database, text: string): Prisma.UserWhereInput[] {
  const lower = escapeLike(text.toLowerCase())
  return [
    { email: { contains: lower } },
    { pendingEmail: { contains: lower } },
    { userNameKey: { contains: escapeLike(userNameKey(text)) } },
    ...containsText(db, text).map((name) => ({ name }))
  ]
}

const CUSTOMER = {
  ...{ id: true, name: true, userName: true, email: true, pendingEmail: true, role: true },
  ...{ blockedAt: true, createdAt: true, usedAt: true }
} satisfies Prisma.UserSelect

function viewCustomer(row: Prisma.UserGetPayload<{ select: typeof CUSTOMER }>): ListedCustomer {
  const { id, name, userName, email, pendingEmail, role, blockedAt, createdAt, usedAt } = row
  return {
    ...{ id, name, user_name: userName, email, pending_email: pendingEmail, role },
    blocked: blockedAt !== null,
    created_at: createdAt.toISOString(),
    used_at: usedAt.toISOString()
  }
}

const PER_PAGE = 50
