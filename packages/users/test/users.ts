import { pathToFileURL } from 'node:url'
import { englishOf } from '@larder/blueprint'
import { shippedMigrationsFor } from '@larder/database'
import { downgrade, upgrade } from '@larder/migrations'
import { connect, freshDatabase } from '@larder/testing'
import tap, { test } from 'tap'
import { changeAccount, findAccount } from '../src/accounts/change-account.js'
import { registerUser as register } from '../src/accounts/register-user.js'
import { setRole } from '../src/accounts/set-role.js'
import { checkCredentials } from '../src/login/check-credentials.js'
import { deviceName } from '../src/login/devices.js'
import { createLoginThrottle } from '../src/login/login-throttle.js'
import type { Registration } from '../src/schemas.js'
import { newPerson } from '../src/testing/index.js'
import { noMails } from './fixtures/no-mails.js'

const db = connect(tap, await freshDatabase(tap))
const registerUser = (to: typeof db, fields: Registration) => register(to, noMails, fields)
const tryPassword = createLoginThrottle(0)

test('registerUser', async (t) => {
  t.test('keeps the user name as it was written, and the address in lower case', async (t) => {
    const outcome = await registerUser(
      db,
      newPerson({ user_name: '  Zoë Ähre ', email: ' ZOE@Example.ORG ' })
    )
    t.match(outcome, { user: { name: 'Zoë Ähre', userName: 'Zoë Ähre' } })
    const row = await db.user.findFirstOrThrow({ where: { pendingEmail: 'zoe@example.org' } })
    t.match(row, { name: 'Zoë Ähre', userName: 'Zoë Ähre', userNameKey: 'zoë ähre', gender: null })
  })

  t.test('calls people what they say, and two may be called the same', async (t) => {
    for (const name of [
      'Shopper1',
      'Shopper1',
      "Anna Maria O'Neill",
      'O’Neill',
      "d'Arc",
      '安娜·玛丽亚',
      '阿卜杜拉·买买提',
      'علی‌رضا',
      'A',
      'あ',
      'Anna 🫐',
      'n'.repeat(100)
    ]) {
      const outcome = await registerUser(db, { ...newPerson(), name, user_name: undefined })
      t.match(outcome, { user: { name, userName: null } }, name)
    }
    t.match(await registerUser(db, newPerson({ name: '  Anna\t\n Blum ' })), { user: { name: 'Anna Blum' } })
    t.match(await registerUser(db, newPerson({ name: 'Ame\u0301lie' })), { user: { name: 'Am\u00e9lie' } })
  })

  t.test('takes no name that shows nothing, or that disturbs what is around it', async (t) => {
    for (const name of [
      ...['\u3164', '\u034f', '\u200b', '\ufe0f', '\u180b', '\u2060\u00ad', '\u2800', '\u{1d159}', '\u0301'],
      ...['a\u0000b', 'a\u202eb', 'a\u2066b', 'a\ud800', 'a\u001bb', 'n'.repeat(101)]
    ]) {
      t.match(
        await registerUser(db, newPerson({ name })),
        { problems: { name: String } },
        JSON.stringify(name)
      )
    }
  })

  t.test('keeps no password that can be read', async (t) => {
    const fields = newPerson()
    await registerUser(db, fields)
    const row = await db.user.findFirstOrThrow({ where: { pendingEmail: fields.email } })
    t.notMatch(JSON.stringify(row), fields.password)
  })

  t.test('takes every way to write a user name for the same one', async (t) => {
    await registerUser(db, newPerson({ user_name: 'Amélie' }))
    for (const user_name of ['amélie', 'AMÉLIE', 'Ame\u0301lie', 'Ａｍélie']) {
      t.match(
        await registerUser(db, newPerson({ user_name })),
        { problems: { user_name: /taken/ } },
        user_name
      )
    }
  })

  t.test('takes a letter of another script for another letter, alike as they look', async (t) => {
    await registerUser(db, newPerson({ user_name: 'Paco' }))
    const user_name = 'Р\u0430с\u043e'
    t.match(await registerUser(db, newPerson({ user_name })), { user: { name: user_name } })
  })

  t.test('takes user names of many scripts, and of 2 to 32 characters', async (t) => {
    for (const user_name of ['Øystein', '李明', 'آنا', 'o.b-c_d e', '1a', '𝒳𝒴', 'n'.repeat(32)]) {
      t.match(await registerUser(db, newPerson({ user_name })), { user: { name: user_name } }, user_name)
    }
  })

  t.test('refuses user names that could be mistaken for something else', async (t) => {
    for (const user_name of [
      'An\u034fna',
      'Anna\ufe0f',
      'Anna\u180b',
      'Anna\u3164',
      'Anna\u{e0100}',
      '\u3164\u3164',
      'Anna  Blum',
      'a',
      'n'.repeat(33),
      '.a',
      '<b>',
      'a\nb',
      'a@b',
      'a\u200bb',
      '\u202eanna',
      '😀😀'
    ]) {
      t.match(
        await registerUser(db, newPerson({ user_name })),
        { problems: { user_name: 'user-name' } },
        user_name
      )
    }
  })

  t.test('refuses what is no e-mail address', async (t) => {
    for (const email of [
      '',
      'anna',
      '@b.org',
      'a@',
      'a@b',
      'a@b..org',
      'a@-b.org',
      'a b@c.org',
      'a@b.org\nbcc:c@d.org'
    ]) {
      t.match(await registerUser(db, newPerson({ email })), { problems: { email: 'email' } }, email)
    }
  })

  t.test('takes a password of 8 to 128 characters as it is', async (t) => {
    for (const password of ['        ', 'pässwörd', 'p'.repeat(128)]) {
      const fields = newPerson({ password })
      t.match(await registerUser(db, fields), { user: { id: Number } })
      t.match(await checkCredentials(db, tryPassword, fields.user_name, password), { outcome: 'right' })
      t.match(await checkCredentials(db, tryPassword, fields.user_name, `${password} `), {
        outcome: 'wrong'
      })
    }
    for (const password of ['1234567', 'p'.repeat(129)]) {
      t.match(await registerUser(db, newPerson({ password })), { problems: { password: /short|long/ } })
    }
  })
})

test('checkCredentials', async (t) => {
  t.test('compares as many passwords however many may be meant, with one bound', async (t) => {
    let compared = 0
    const tryPassword = createLoginThrottle(10, async () => {
      compared++
      return false
    })
    async function comparisons(login: string): Promise<number> {
      compared = 0
      t.match(await checkCredentials(db, tryPassword, login, 'wrong'), { outcome: 'wrong' })
      return compared
    }
    const [proved, claimed] = [newPerson(), newPerson()]
    await newUser(proved)
    await db.user.updateMany({
      where: { pendingEmail: proved.email },
      data: { email: proved.email, pendingEmail: null }
    })
    for (const name of [proved.user_name, 'nobody']) t.equal(await comparisons(name), 1, name)
    for (const email of [proved.email, 'nobody@example.org']) t.equal(await comparisons(email), 5, email)
    for (const claims of [1, 2, 7]) {
      while ((await db.user.count({ where: { pendingEmail: claimed.email } })) < claims)
        await newUser(newPerson({ email: claimed.email }))
      t.equal(await comparisons(claimed.email), 5, `${claims} who claim it`)
    }
  })

  t.test('tells by the password who is meant, of those who claim an address', async (t) => {
    const { email } = newPerson()
    const claims = [newPerson({ email }), newPerson({ email }), newPerson({ email })]
    const ids = []
    for (const [index, claim] of claims.entries()) {
      ids.push(await newUser({ ...claim, password: `plum jam and toast ${index}` }))
    }
    for (const [index, id] of ids.entries()) {
      const found = await checkCredentials(db, tryPassword, email, `plum jam and toast ${index}`)
      t.match(found, { outcome: 'right', user: { id } })
    }
    await db.user.update({ where: { id: ids[1] }, data: { email, pendingEmail: null } })
    t.match(await checkCredentials(db, tryPassword, email, 'plum jam and toast 1'), { outcome: 'right' })
    for (const index of [0, 2]) {
      const late = await checkCredentials(db, tryPassword, email, `plum jam and toast ${index}`)
      t.match(late, { outcome: 'wrong' }, 'who has proved the address is meant alone')
    }
  })

  t.test('means nobody by an address that is only wished for beside a proved one', async (t) => {
    const fields = newPerson()
    const id = await newUser(fields)
    await db.user.update({ where: { id }, data: { email: fields.email, pendingEmail: 'wished@example.org' } })
    const found = await checkCredentials(db, tryPassword, 'wished@example.org', fields.password)
    t.match(found, { outcome: 'wrong' })
  })
})

test('changeAccount', async (t) => {
  t.test('of two who take one name at the same moment lets one have it', async (t) => {
    const users = await Promise.all([newUser(), newUser()])
    const results = await Promise.all(users.map((id) => changeAccount(db, id, { user_name: 'Only One' })))
    t.equal(results.filter(({ outcome }) => outcome === 'changed').length, 1)
    t.match(
      results.find(({ outcome }) => outcome === 'refused'),
      { problems: { user_name: /taken/ } }
    )
  })

  t.test('gives a user name, and takes it away', async (t) => {
    const id = await newUser({ ...newPerson(), name: 'Anna', user_name: undefined })
    t.match(await changeAccount(db, id, { user_name: ' The Chef ' }), { account: { user_name: 'The Chef' } })
    t.match(await changeAccount(db, id, { name: 'Anna B.' }), {
      account: { name: 'Anna B.', user_name: 'The Chef' }
    })
    t.match(await changeAccount(db, id, { user_name: '' }), { account: { user_name: null } })
  })

  t.test(
    'keeps a gender of the list, takes it away for an empty one, and leaves it without a word',
    async (t) => {
      const id = await newUser()
      for (const [gender, kept] of [
        ['female', 'female'],
        [undefined, 'female'],
        ['', null],
        [undefined, null],
        ['other', 'other']
      ] as const) {
        t.match(await changeAccount(db, id, { gender }), { account: { gender: kept } })
        t.equal((await findAccount(db, id))?.gender, kept)
      }
      for (const gender of ['Female', 'x', ' ', 'constructor', '__proto__', 'null', 'undefined']) {
        t.match(await changeAccount(db, id, { gender }), { problems: { gender: 'gender' } }, gender)
      }
      t.equal((await findAccount(db, id))?.gender, 'other')
    }
  )

  t.test('changes nothing when one of the fields is wrong', async (t) => {
    const id = await newUser()
    const before = await findAccount(db, id)
    t.match(await changeAccount(db, id, { user_name: 'Good Name', gender: 'x' }), {
      problems: { gender: String }
    })
    t.match(await changeAccount(db, id, { name: '', gender: 'male' }), { problems: { name: String } })
    t.same(await findAccount(db, id), before)
  })
})

test('setRole', async (t) => {
  t.test(
    'gives a role by user name or by confirmed address, and ends the sessions, which knew another',
    async (t) => {
      const id = await newUser()
      const { name, userName } = await db.user.update({
        where: { id },
        data: { email: 'boss@example.org', name: 'The Boss' }
      })
      await db.session.create({
        data: { id: 'x', data: '{}', userId: id, expiresAt: new Date('2100-01-01') }
      })
      const token = { id: 'x', userId: id, name: 'Scales', permissions: '', createdAt: new Date() }
      const given = { id, name, before: 'customer', role: 'admin', sessionsEnded: 1 }
      t.same(await setRole(db, String(userName).toUpperCase(), 'admin'), given)
      t.match(await setRole(db, ' Boss@Example.org', 'admin'), { before: 'admin', sessionsEnded: 0 })
      await db.staffToken.create({ data: token })
      t.match(await setRole(db, 'boss@example.org', 'staff'), { role: 'staff' })
      t.equal(await db.staffToken.count({ where: { userId: id } }), 1)
      t.match(await setRole(db, 'boss@example.org', 'customer'), { before: 'staff', role: 'customer' })
      t.equal(await db.staffToken.count({ where: { userId: id } }), 0, 'and a customer’s tokens')
    }
  )

  t.test('knows whom and what it does not know', async (t) => {
    const id = await newUser()
    const { name, pendingEmail } = await db.user.findUniqueOrThrow({ where: { id } })
    await t.rejects(setRole(db, name, 'owner'), {
      message: /no role owner. Give one of customer, staff, admin/
    })
    await t.rejects(setRole(db, 'no one', 'staff'), { code: 'USERS_ERR_UNKNOWN_USER' })
    await t.rejects(setRole(db, pendingEmail ?? '', 'staff'), { code: 'USERS_ERR_UNKNOWN_USER' })
  })
})

test('deviceName says what signed in, in a few words', async (t) => {
  const english = englishOf('users', pathToFileURL('./'))
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  for (const [userAgent, name] of [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`, 'Edge on Windows'],
    [`Mozilla/5.0 (Linux; Android 10; K) ${chrome}`, 'Chrome on Android'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone'
    ],
    ['curl/8.9.1', 'curl'],
    ['/', 'something'],
    ['', 'an unknown device'],
    [undefined, 'an unknown device']
  ] as const) {
    t.equal(deviceName(userAgent, english), name)
  }
})

test('a constraint that is about no field is a fault, and not somebody’s name', async (t) => {
  const db = connect(t, await freshDatabase(t))
  await db.$executeRaw`CREATE UNIQUE INDEX users_password_hash_email ON users (role)`
  await registerUser(db, newPerson())
  await t.rejects(registerUser(db, newPerson()), { code: 'P2002' })
})

test('findAccount knows nobody by the number of somebody removed', async (t) => {
  const id = await newUser()
  await db.user.delete({ where: { id } })
  t.equal(await findAccount(db, id), null)
})

async function newUser(fields: Registration = newPerson()): Promise<number> {
  const result = await registerUser(db, fields)
  if (result.outcome === 'refused') throw new Error(JSON.stringify(result.problems))
  return result.user.id
}

test('the migration to names that are no user names', async (t) => {
  const url = await freshDatabase(t)
  const migrations = shippedMigrationsFor(url)
  const db = connect(t, url)
  const data = { passwordHash: 'x', name: 'Anna Maria O’Neill-Featherstonehaugh' }
  await db.user.createMany({
    data: [
      { ...data, userName: 'Anna', userNameKey: 'anna' },
      { ...data, email: 'anna@example.org' }
    ]
  })
  await db.userToken.create({
    data: { id: 'x', purpose: 'reset_password', email: 'b@example.org', expiresAt: new Date() }
  })
  const users = () => db.$queryRaw<Record<string, unknown>[]>`SELECT * FROM users ORDER BY id`

  await downgrade({ url, migrations, to: 'add_mails', acceptDataLoss: true })
  const [one, two] = await users()
  t.match(one, { name: 'Anna', name_key: 'anna' })
  t.match(two, { name: 'Anna Maria O’Neill-Featherstoneh', name_key: `#${two?.id}` })
  await db.$executeRaw`INSERT INTO users (name, name_key, password_hash) VALUES ('Zoë 1', 'zoë 1', 'x')`

  await upgrade({ url, migrations })
  t.match(await users(), [
    { name: 'Anna', user_name: 'Anna', name_key: 'anna' },
    { name: 'Anna Maria O’Neill-Featherstoneh', user_name: null, name_key: null },
    { name: 'Zoë 1', user_name: 'Zoë 1', name_key: 'zoë 1' }
  ])
})
