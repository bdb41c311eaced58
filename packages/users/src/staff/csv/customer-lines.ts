import { createHash } from 'node:crypto'
import type { Translate } from '@larder/blueprint'
import { type Database, Role } from '@larder/database'
import {
  type CellProblem,
  type CsvColumn,
  changesBetween,
  type ImportColumn,
  type ImportedBy,
  type LinePlan,
  recordAudit,
  STAFF_ERR_CHANGED
} from '@larder/staff'
import {
  addressProblem,
  displayNameProblem,
  normalizeAddress,
  normalizeDisplayName,
  type Problem
} from '../../account-fields.js'
import type { AccountMails } from '../../account-mails.js'
import { blockUser, unblockUser } from '../change-customer.js'
import { type ListedCustomer, readCustomers } from '../list-customers.js'

const readOnly = true

export const COLUMNS: (CsvColumn<ListedCustomer> & ImportColumn)[] = [
  { name: 'id', about: (t) => t('users-staff:column.id'), value: ({ id }) => id },
  {
    name: 'email',
    about: (t) => t('users-staff:column.email'),
    value: ({ email, pending_email }) => email ?? pending_email
  },
  { name: 'name', about: (t) => t('users-staff:column.name'), value: ({ name }) => name },
  { name: 'state', about: (t) => t('users-staff:column.state'), value: stateOf },
  {
    name: 'user_name',
    about: (t) => t('users-staff:column.user-name'),
    readOnly,
    value: ({ user_name }) => user_name
  },
  {
    name: 'confirmed',
    about: (t) => t('users-staff:column.confirmed'),
    readOnly,
    value: ({ email }) => email !== null
  },
  { name: 'role', about: (t) => t('users-staff:column.role'), readOnly, value: ({ role }) => role },
  {
    name: 'created_at',
    about: (t) => t('users-staff:column.created-at'),
    readOnly,
    value: ({ created_at }) => created_at
  },
  {
    name: 'used_at',
    about: (t) => t('users-staff:column.used-at'),
    readOnly,
    value: ({ used_at }) => used_at
  },
  { name: 'version', about: (t) => t('users-staff:column.version'), value: versionOf }
]

type State = 'active' | 'blocked'
type Cells = Readonly<Record<string, string>>

/** What a line does with an account; `user` is none of a new one. */
export interface CustomerChange {
  user?: ListedCustomer
  email: string
  name: string
  state: State
}

export async function planCustomers(
  db: Database,
  lines: readonly { cells: Cells }[],
  t: Translate
): Promise<LinePlan<CustomerChange>[]> {
  const ids = lines.map(({ cells }) => Number(cells.id)).filter((id) => id > 0 && id <= LARGEST_ID)
  const emails = lines.map(({ cells }) => normalizeAddress(cells.email ?? ''))
  const named = {
    OR: [{ id: { in: ids } }, { email: { in: emails } }, { email: null, pendingEmail: { in: emails } }]
  }
  const users = await readCustomers(db, named, { after: 0, take: MOST_FOUND })
  const byId = new Map(users.map((user) => [user.id, user]))
  const byAddress = new Map<string, ListedCustomer[]>()
  for (const user of users) byAddress.set(addressOf(user), [...(byAddress.get(addressOf(user)) ?? []), user])
  return lines.map(({ cells }) => {
    const email = normalizeAddress(cells.email ?? '')
    if (cells.id) return planKnown(byId.get(Number(cells.id)), cells, email, t)
    const [first, second] = email === '' ? [] : (byAddress.get(email) ?? [])
    if (second) return refused('email', t('users-staff:problem.several'))
    return first ? planKnown(first, cells, email, t) : planNew(cells, email, t)
  })
}

function planNew(cells: Cells, email: string, t: Translate): LinePlan<CustomerChange> {
  const name = normalizeDisplayName(cells.name ?? '')
  const state = readState(cells.state)
  const problems = listProblems({
    email: sayProblem(addressProblem(email), t),
    name: sayProblem(displayNameProblem(name), t),
    state: problemOf(state, t)
  })
  if (!state || problems.length > 0) return { outcome: 'refused', problems }
  return { outcome: 'new', seen: 'new', change: { email, name, state } }
}

function planKnown(
  user: ListedCustomer | undefined,
  cells: Cells,
  email: string,
  t: Translate
): LinePlan<CustomerChange> {
  if (!user) return refused('id', t('users-staff:problem.unknown'))
  const { id, role } = user
  const seen = versionOf(user)
  const former = { name: user.name, state: stateOf(user) }
  const name = cells.name ? normalizeDisplayName(cells.name) : former.name
  const state = cells.state ? readState(cells.state) : former.state
  const address = addressOf(user)
  const isOther = email !== '' && email !== address
  const isNamed = name !== normalizeDisplayName(former.name)
  if (!isOther && !isNamed && state === former.state) return { outcome: 'unchanged', seen }
  const problems = listProblems({
    email: isOther ? t('users-staff:problem.email') : undefined,
    name: isNamed ? sayProblem(displayNameProblem(name), t) : undefined,
    state: role === Role.customer ? problemOf(state, t) : t('users-staff:problem.staff'),
    version: cells.version && cells.version !== seen ? t('users-staff:problem.exported-before') : undefined
  })
  if (!state || problems.length > 0) return { outcome: 'refused', problems }
  return { outcome: 'changed', seen, subject: `${id}`, change: { user, email: address, name, state } }
}

/**
 * Writes accounts: new ones claim their address, and their owner gets in by a link to reset the
 * password, which proves it. Nobody gets a mail but those who are blocked or not any more.
 *
 * @throws STAFF_ERR_CHANGED
 */
export async function applyCustomers(
  tx: Database,
  changes: readonly CustomerChange[],
  { actor, batch, now }: ImportedBy,
  mails: AccountMails
): Promise<void> {
  const made = changes.filter(({ user }) => !user)
  if (made.length > 0) {
    const data = made.map(({ email, name, state }) => ({
      ...{ name, pendingEmail: email, createdAt: now, usedAt: now },
      // No password fits it.
      passwordHash: '',
      blockedAt: state === 'blocked' ? now : null
    }))
    await tx.user.createMany({ data })
  }
  const ids = await newIds(tx, made, now)
  for (const { user, name, state } of changes) if (user) await changeAccount(user, name, state)
  const records = changes.map(({ user, email, name, state }) => {
    const before = user ? { name: user.name, state: stateOf(user) } : {}
    return {
      action: user ? 'customers.edit' : 'customers.create',
      subject: ['user', user?.id ?? ids.get(email) ?? 0] as const,
      changes: changesBetween(before, { name, state }),
      batch
    }
  })
  if (records.length > 0) await recordAudit(tx, actor, ...records)

  async function changeAccount(user: ListedCustomer, name: string, state: State): Promise<void> {
    const { count } = await tx.user.updateMany({
      where: { id: user.id, name: user.name, role: Role.customer },
      data: { name }
    })
    if (count === 0) throw new STAFF_ERR_CHANGED()
    if (state === stateOf(user)) return
    const by = actor.id ?? 0
    const { outcome } =
      state === 'blocked'
        ? await blockUser(tx, mails, by, user.id, now)
        : await unblockUser(tx, mails, by, user.id)
    if (outcome !== 'changed') throw new STAFF_ERR_CHANGED()
  }
}

async function newIds(
  tx: Database,
  made: readonly CustomerChange[],
  createdAt: Date
): Promise<Map<string, number>> {
  const users = await tx.user.findMany({
    where: { pendingEmail: { in: made.map(({ email }) => email) }, email: null, createdAt, passwordHash: '' },
    select: { id: true, pendingEmail: true }
  })
  return new Map(users.map(({ id, pendingEmail }) => [pendingEmail ?? '', id]))
}

function stateOf({ blocked }: ListedCustomer): State {
  return blocked ? 'blocked' : 'active'
}

/** Begins with a letter, or a spreadsheet takes some for numbers: `12e4`. */
function versionOf(user: ListedCustomer): string {
  const { id, role, name } = user
  const state = JSON.stringify([id, role, addressOf(user), { name, state: stateOf(user) }])
  return `v${createHash('sha256').update(state).digest('hex').slice(0, 15)}`
}

function addressOf({ email, pending_email }: ListedCustomer): string {
  return email ?? pending_email ?? ''
}

/** Undefined of another word. */
function readState(text = ''): State | undefined {
  const word = text.toLowerCase() || 'active'
  return word === 'active' || word === 'blocked' ? word : undefined
}

function problemOf(state: State | undefined, t: Translate): string | undefined {
  return state ? undefined : t('users-staff:problem.state')
}

function sayProblem(problem: Problem | undefined, t: Translate): string | undefined {
  return problem && t.of('users:problem', problem)
}

function listProblems(problems: Record<string, string | undefined>): CellProblem[] {
  return Object.entries(problems).flatMap(([column, problem]) => (problem ? [{ column, problem }] : []))
}

function refused(column: string, problem: string): LinePlan<never> {
  return { outcome: 'refused', problems: [{ column, problem }] }
}

const LARGEST_ID = 2_147_483_647
/** Several accounts may claim one address. */
const MOST_FOUND = 5_000
