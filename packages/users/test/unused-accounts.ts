import { erasePersonalData } from '@larder/session'
import tap, { test } from 'tap'
import { deleteUnusedAccounts } from '../src/unused-accounts.js'
import { loginTo, member, usersApp } from './fixtures/users-app.js'

const DAY = 24 * 60 * 60_000
const SESSION = 30 * DAY

const app = await usersApp(tap)
const login = loginTo(app)
const age = () => deleteUnusedAccounts(app.db, erasePersonalData(app), SESSION)

/** Has a user last logged in so many days before the last session of that log-in ended. */
async function unusedFor(id: number, days: number, data: object = {}): Promise<void> {
  const usedAt = new Date(Date.now() - SESSION - days * DAY)
  await app.db.user.update({ where: { id }, data: { usedAt, ...data } })
}

const find = (id: number) =>
  app.db.user.findUnique({ where: { id }, select: { email: true, pendingEmail: true } })

test('the claim to an address ends 30 days after the last use of the account', async (t) => {
  const [unproved, proved] = [await member(app), await member(app)]
  const claims = { pendingEmail: 'claimed@example.org', email: null }
  const wishes = { pendingEmail: 'wished@example.org', email: 'proved@example.org' }
  await unusedFor(unproved.id, 29, claims)
  await unusedFor(proved.id, 29, wishes)
  await age()
  t.same([await find(unproved.id), await find(proved.id)], [claims, wishes])
  await unusedFor(unproved.id, 31)
  await unusedFor(proved.id, 31)
  await age()
  t.same(await find(unproved.id), { ...claims, pendingEmail: null })
  t.same(await find(proved.id), { ...wishes, pendingEmail: null })
})

test('an account that staff imported waits for its owner', async (t) => {
  const { id } = await member(app)
  const imported = { email: null, pendingEmail: 'imported@example.org', passwordHash: '' }
  await unusedFor(id, 3_000, imported)
  await age()
  t.same(await find(id), { email: null, pendingEmail: 'imported@example.org' })
})

test('an account that has proved no address', async (t) => {
  const none = { email: null }

  await t.test('goes after a year without use, with its cart and links', async (t) => {
    const [used, unused] = [await member(app), await member(app)]
    const erased: number[] = []
    await app.db.cart.create({ data: { userId: unused.id } })
    app.onErase(async (_tx, { userId }) => void (userId && erased.push(userId)))
    await unusedFor(used.id, 364, none)
    await unusedFor(unused.id, 366, none)
    await age()
    t.ok(await find(used.id))
    t.notOk(await find(unused.id))
    t.same(erased, [unused.id], 'features are told')
    t.equal(await app.db.cart.count({ where: { userId: unused.id } }), 0)
    t.equal(await app.db.userToken.count({ where: { userId: unused.id } }), 0)
  })

  await t.test('stays where an address is proved, or somebody of the staff has it', async (t) => {
    const [proved, staff] = [await member(app), await member(app)]
    await unusedFor(proved.id, 3_000, { email: 'kept@example.org' })
    await unusedFor(staff.id, 3_000, { ...none, role: 'staff' })
    await age()
    t.ok(await find(proved.id))
    t.ok(await find(staff.id))
  })

  await t.test('stays where something of value belongs to it, and the next goes', async (t) => {
    const [valued, next] = [await member(app), await member(app)]
    await app.db.$executeRaw`CREATE TABLE receipts (user_id int REFERENCES users (id) ON DELETE RESTRICT)`
    await app.db.$executeRaw`INSERT INTO receipts VALUES (${valued.id})`
    await unusedFor(valued.id, 366, none)
    await unusedFor(next.id, 366, none)
    await age()
    t.ok(await find(valued.id))
    t.notOk(await find(next.id))
  })

  await t.test('is used by a log-in', async (t) => {
    const { id, fields } = await member(app)
    await unusedFor(id, 366)
    t.equal((await login(fields.email, fields.password)).json().code, 0)
    await app.db.user.update({ where: { id }, data: none })
    await age()
    t.ok(await find(id))
  })
})
