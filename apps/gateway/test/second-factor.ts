import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { recordMessages } from '@larder/mail'
import { connect, freshDatabase, replace } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import { test } from 'tap'
import { resetSecondFactor } from '../src/commands/second-factor.js'
import { openKeyFile } from '../src/database/secret-key.js'
import { parseSecretKey, warningsOfSecrets } from '../src/settings/secret-settings.js'

test('gateway second-factor reset', async (t) => {
  const log = `${t.testdir()}/log`
  const DATABASE_URL = await freshDatabase(t)
  replace(t, process, 'env', { ...process.env, DATABASE_URL, LARDER_ERROR_LOGFILE: log })
  const db = connect(t, DATABASE_URL, { poolSize: 1 })
  const said = t.capture(console, 'log')

  await t.test('removes it, ends the sessions, sends a mail and writes it down', async (t) => {
    const { id: userId, fields } = await createUser(db)
    await db.secondFactor.create({ data: { userId, secret: Buffer.alloc(48), lastStep: 0 } })
    await db.recoveryCode.create({ data: { id: 'x', userId } })
    await db.session.create({ data: { id: 'x', data: '{}', userId, expiresAt: new Date('2100-01-01') } })
    const messages = await recordMessages({ db }, () => resetSecondFactor(fields.email))
    t.match(said(), [{ args: [/has no second factor now, and is logged out \(sessions ended: 1\)/] }])
    t.match(messages, [{ to: [fields.email], subject: 'Two-step log-in is off' }])
    t.equal(await db.secondFactor.count(), 0)
    t.equal(await db.recoveryCode.count(), 0)
    t.equal(await db.session.count(), 0)
    t.match(JSON.parse(readFileSync(log, 'utf8')), { event: 'second_factor_reset', userId, by: String })
  })

  await t.test('says what it does not know', async (t) => {
    await t.rejects(resetSecondFactor('ben'), { message: /^There is no user ben/ })
    const { fields } = await createUser(db)
    await resetSecondFactor(fields.user_name)
    t.match(said(), [{ args: [/has no second factor\.$/] }])
  })
})

test('the key of the embedded database', async (t) => {
  const folder = t.testdir()
  mkdirSync(`${folder}/.larder`)

  await t.test('is made once, for all processes, and for its owner alone', async (t) => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => openKeyFile(folder)))
    t.equal(new Set(keys).size, 1)
    t.equal(Buffer.from(keys[0] ?? '', 'base64').length, 32)
    t.equal(await openKeyFile(folder), keys[0])
    t.same(readdirSync(`${folder}/.larder`), ['secret-key'])
    t.equal(statSync(`${folder}/.larder/secret-key`).mode & 0o777, 0o600)
  })

  await t.test('is not replaced where it cannot be read', async (t) => {
    writeFileSync(`${folder}/.larder/secret-key`, 'half a k')
    await t.rejects(openKeyFile(folder), { code: 'GATEWAY_ERR_KEY_FILE', message: /secret-key/ })
    t.equal(readFileSync(`${folder}/.larder/secret-key`, 'utf8'), 'half a k')
  })
})

const KEY = randomBytes(32).toString('base64')

test('the key may have earlier ones behind it', (t) => {
  const keys = `${KEY},${randomBytes(32).toString('base64')}`
  t.equal(parseSecretKey(keys), keys)
  for (const wrong of [`${KEY},`, `${KEY},plum`, `${KEY} ${KEY}`]) t.throws(() => parseSecretKey(wrong))
  t.end()
})

test('a shop with a database of its own is told that it has no key', (t) => {
  t.match(warningsOfSecrets({ databaseUrl: 'postgresql://db' }), [/^LARDER_SECRET_KEY is not set: .*staff/])
  t.same(warningsOfSecrets({ databaseUrl: 'postgresql://db', secretKey: KEY }), [])
  t.same(warningsOfSecrets({}), [], 'the embedded one has a file')
  t.end()
})
