import { randomBytes } from 'node:crypto'
import { recordMessages } from '@larder/mail'
import tap, { test } from 'tap'
import { setUpTwoSteps } from '../src/testing/index.js'
import { member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap, { secretKey: randomBytes(32).toString('base64') })
const URL = '/users/second-factor'

async function careful() {
  const user = await member(app)
  const { recoveryCodes } = await setUpTwoSteps(user.client, user.fields.password)
  const [first = '', second = ''] = recoveryCodes
  return { ...user, recoveryCodes, first, second }
}

test('recovery codes', async (t) => {
  t.test('are ten, differ, and only their hashes are kept', async (t) => {
    const { id, recoveryCodes } = await careful()
    t.equal(new Set(recoveryCodes).size, 10)
    for (const code of recoveryCodes) t.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    const rows = await app.db.recoveryCode.findMany({ where: { userId: id } })
    t.equal(rows.length, 10)
    for (const row of rows) t.match(row, { id: /^[\w-]{43}$/, usedAt: null })
  })

  t.test('each log in once, and a mail says so', async (t) => {
    const { fields, first, id } = await careful()
    const client = app.client()
    await client.post('/users/login', fields)
    const messages = await recordMessages(app, async () => {
      t.equal((await client.post(URL, { recovery_code: first })).json().code, 0)
    })
    t.match(messages, [{ to: [fields.email], subject: 'A recovery code was used', text: /9 are left/ }])
    t.match((await client.get('/users/account')).json(), { user_name: fields.user_name })
    t.match((await client.post(URL, { recovery_code: first })).json(), {
      code: 1,
      problems: { recovery_code: String }
    })
    t.match((await client.get(URL)).json(), { recovery_codes: 9 })
    t.ok(app.logged().some(({ event, userId }) => event === 'recovery_code_used' && userId === id))
  })

  t.test('are read however they are typed', async (t) => {
    const { client, first, second } = await careful()
    const typed = ` ${first.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    t.equal((await client.post(URL, { recovery_code: typed })).statusCode, 200)
    t.equal((await client.post(URL, { recovery_code: second.replaceAll('-', '') })).statusCode, 200)
  })

  t.test('of two at the same moment work for one', async (t) => {
    const { client, first } = await careful()
    const answers = await Promise.all([1, 2].map(() => client.post(URL, { recovery_code: first })))
    t.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1)
  })

  t.test('are of no use to another user', async (t) => {
    const [anna, ben] = [await careful(), await careful()]
    t.equal((await ben.client.post(URL, { recovery_code: anna.first })).statusCode, 422)
    t.equal((await anna.client.post(URL, { recovery_code: anna.first })).statusCode, 200)
  })

  t.test('can be made anew, and the earlier ones work no more', async (t) => {
    const { client, fields, first } = await careful()
    let made: string[] = []
    const messages = await recordMessages(app, async () => {
      made = (await client.post(`${URL}/recovery-codes`)).json().recovery_codes
    })
    t.match(messages, [{ to: [fields.email], subject: 'You have new recovery codes' }])
    t.equal(made.length, 10)
    t.equal((await client.post(URL, { recovery_code: first })).statusCode, 422)
    t.equal((await client.post(URL, { recovery_code: made[0] ?? '' })).statusCode, 200)
    t.match((await client.submit(`${URL}/recovery-codes`)).body, 'we show them only now')
  })
})
