import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import tap, { test } from 'tap'
import { changeAccount, findAccount } from '../src/accounts.js'
import { findByCredentials } from '../src/credentials.js'
import { deviceName } from '../src/device-name.js'
import { registerUser as register } from '../src/registration.js'
import { setRole } from '../src/roles.js'
import type { Registration } from '../src/schemas.js'
import { noLetters } from './fixtures/no-letters.js'
import { person } from './fixtures/person.js'

const db = createClient(await freshDatabase(tap))
tap.teardown(() => db.$disconnect())
const registerUser = (to: typeof db, fields: Registration) => register(to, noLetters, fields)

test('registerUser', async (t) => {
  t.test('keeps the name as it was written, and the address in lower case', async (t) => {
    const outcome = await registerUser(db, person({ user_name: '  Zoë Ähre ', email: ' ZOE@Example.ORG ' }))
    t.match(outcome, { user: { name: 'Zoë Ähre' } })
    const row = await db.user.findFirstOrThrow({ where: { pendingEmail: 'zoe@example.org' } })
    t.equal(row.name, 'Zoë Ähre')
    t.equal(row.gender, null)
  })

  t.test('keeps no password that can be read', async (t) => {
    const fields = person()
    await registerUser(db, fields)
    const row = await db.user.findFirstOrThrow({ where: { pendingEmail: fields.email } })
    t.notMatch(JSON.stringify(row), fields.password)
  })

  t.test('takes every way to write a name for the same name', async (t) => {
    await registerUser(db, person({ user_name: 'Amélie' }))
    for (const user_name of ['amélie', 'AMÉLIE', 'Ame\u0301lie', 'Ａｍélie']) {
      t.match(await registerUser(db, person({ user_name })), { problems: { user_name: /taken/ } }, user_name)
    }
  })

  t.test('takes a letter of another script for another letter, alike as they look', async (t) => {
    await registerUser(db, person({ user_name: 'Paco' }))
    const user_name = 'Р\u0430с\u043e'
    t.match(await registerUser(db, person({ user_name })), { user: { name: user_name } })
  })

  t.test('takes names of many scripts, and of 2 to 32 characters', async (t) => {
    for (const user_name of ['Øystein', '李明', 'آنا', 'o.b-c_d e', '1a', '𝒳𝒴', 'n'.repeat(32)]) {
      t.match(await registerUser(db, person({ user_name })), { user: { name: user_name } }, user_name)
    }
  })

  t.test('refuses names that could be mistaken for something else', async (t) => {
    for (const user_name of [
      '',
      ' ',
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
        await registerUser(db, person({ user_name })),
        { problems: { user_name: /2 to 32/ } },
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
      t.match(await registerUser(db, person({ email })), { problems: { email: /address/ } }, email)
    }
  })

  t.test('takes a password of 8 to 128 characters as it is', async (t) => {
    for (const password of ['        ', 'pässwörd', 'p'.repeat(128)]) {
      const fields = person({ password })
      t.match(await registerUser(db, fields), { user: { id: Number } })
      t.match(await findByCredentials(db, fields.user_name, password), { outcome: 'right' })
      t.match(await findByCredentials(db, fields.user_name, `${password} `), { outcome: 'wrong' })
    }
    for (const password of ['1234567', 'p'.repeat(129)]) {
      t.match(await registerUser(db, person({ password })), { problems: { password: /characters/ } })
    }
  })
})

test('findByCredentials', async (t) => {
  t.test('compares a password whether or not there is such a user', async (t) => {
    const compared: (string | undefined)[] = []
    const { findByCredentials } = await t.mockImport<typeof import('../src/credentials.js')>(
      '../src/credentials.js',
      {
        '../src/attempts.js': {
          async tryPassword(_db: unknown, _who: string, passwordHash: string | undefined) {
            compared.push(passwordHash)
            return { outcome: 'wrong' }
          }
        }
      }
    )
    const fields = person()
    await registerUser(db, fields)
    for (const name of [fields.user_name, 'nobody', 'nobody@example.org']) {
      t.match(await findByCredentials(db, name, 'wrong'), { outcome: 'wrong' })
    }
    t.match(compared, [/^\$argon2id/, undefined, undefined])
    t.equal(compared.length, 3)
  })
})

test('changeAccount', async (t) => {
  t.test('of two who take one name at the same moment lets one have it', async (t) => {
    const users = await Promise.all([newUser(), newUser()])
    const outcomes = await Promise.all(users.map((id) => changeAccount(db, id, { user_name: 'Only One' })))
    t.equal(outcomes.filter((outcome) => 'user' in outcome).length, 1)
    t.match(
      outcomes.find((outcome) => 'problems' in outcome),
      { problems: { user_name: /taken/ } }
    )
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
        t.match(await changeAccount(db, id, { gender }), { problems: { gender: /list/ } }, gender)
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
    t.match(await changeAccount(db, id, { user_name: '', gender: 'male' }), {
      problems: { user_name: String }
    })
    t.same(await findAccount(db, id), before)
  })
})

test('setRole', async (t) => {
  t.test(
    'gives a role by name or by confirmed address, and ends the sessions, which knew another',
    async (t) => {
      const id = await newUser()
      const { name } = await db.user.update({ where: { id }, data: { email: 'boss@example.org' } })
      await db.session.create({
        data: { id: 'x', data: '{}', userId: id, expiresAt: new Date('2100-01-01') }
      })
      const given = { id, name, before: 'customer', role: 'admin', sessionsEnded: 1 }
      t.same(await setRole(db, name.toUpperCase(), 'admin'), given)
      t.match(await setRole(db, ' Boss@Example.org', 'admin'), { before: 'admin', sessionsEnded: 0 })
      t.match(await setRole(db, 'boss@example.org', 'customer'), { before: 'admin', role: 'customer' })
    }
  )

  t.test('knows whom and what it does not know', async (t) => {
    const id = await newUser()
    const { name, pendingEmail } = await db.user.findUniqueOrThrow({ where: { id } })
    await t.rejects(setRole(db, name, 'owner'), { message: /no role owner. Give customer, staff, admin/ })
    await t.rejects(setRole(db, 'no one', 'staff'), { code: 'USERS_ERR_UNKNOWN_USER' })
    await t.rejects(setRole(db, pendingEmail ?? '', 'staff'), { code: 'USERS_ERR_UNKNOWN_USER' })
  })
})

test('deviceName says what signed in, in a few words', async (t) => {
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
    t.equal(deviceName(userAgent), name)
  }
})

test('a constraint that is about no field is a fault, and not somebody’s name', async (t) => {
  const db = createClient(await freshDatabase(t))
  t.teardown(() => db.$disconnect())
  await db.$executeRaw`CREATE UNIQUE INDEX users_password_hash_email ON users ((true))`
  await registerUser(db, person())
  await t.rejects(registerUser(db, person()), { code: 'P2002' })
})

test('findAccount knows nobody by the number of somebody removed', async (t) => {
  const id = await newUser()
  await db.user.delete({ where: { id } })
  t.equal(await findAccount(db, id), null)
})

async function newUser(): Promise<number> {
  const outcome = await registerUser(db, person())
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  return outcome.user.id
}
