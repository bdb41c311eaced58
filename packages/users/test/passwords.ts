import { availableParallelism } from 'node:os'
import { test } from 'tap'
import { hashPassword, verifyPassword } from '../src/passwords/hash-password.js'
import { limitConcurrency } from '../src/passwords/limit-concurrency.js'
import { passwordProblem } from '../src/passwords/password-rules.js'

test('hashPassword', async (t) => {
  t.test('makes an argon2id hash with the parameters OWASP asks for', async (t) => {
    t.match(await hashPassword('plum jam'), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  t.test('salts', async (t) => {
    t.not(await hashPassword('plum jam'), await hashPassword('plum jam'))
  })
})

test('verifyPassword', async (t) => {
  const hash = await hashPassword('plüm jam 🫙')

  t.test('knows the password by every character', async (t) => {
    t.equal(await verifyPassword(hash, 'plüm jam 🫙'), true)
    for (const wrong of ['plum jam 🫙', 'plüm jam 🫙 ', 'PLÜM JAM 🫙', '']) {
      t.equal(await verifyPassword(hash, wrong), false, wrong)
    }
  })

  t.test('says no where the table has something else', async (t) => {
    for (const other of [
      '',
      'x',
      '$2b$10$abcdefghijklmnopqrstuu',
      '$argon2id$v=19$m=19456,t=2,p=1$AAAA$BBBB'
    ]) {
      t.equal(await verifyPassword(other, 'plum jam'), false, other)
    }
  })

  t.test('does the same work for nobody, and says no', async (t) => {
    const verified: string[] = []
    async function fits(hash: string): Promise<boolean> {
      verified.push(hash)
      return true
    }
    t.equal(await verifyPassword(hash, 'plum', fits), true)
    t.equal(await verifyPassword(undefined, 'plum', fits), false)
    const [somebodys, nobodys] = verified.map((hash) => hash.split('$').slice(0, 4))
    t.same(nobodys, somebodys)
    t.equal(verified.length, 2)
  })
})

test('passwords in Unicode are the same text composed or not', async (t) => {
  const hash = await hashPassword('plu\u0308m jam')
  t.equal(await verifyPassword(hash, 'pl\u00fcm jam'), true)
  t.equal(await verifyPassword(await hashPassword('\u00bd a plum'), '1\u20442 a plum'), false)
})

test('a new password', async (t) => {
  const problem = (password: string) => passwordProblem(password, ['Anna Blum', 'blossom@example.org'])

  t.test('has 8 to 128 characters, whatever these are', async (t) => {
    for (const password of [
      'pässwört',
      '        ',
      '🫙'.repeat(8),
      '🫙'.repeat(128),
      'aaaaaaab',
      'x'.repeat(128)
    ]) {
      t.equal(problem(password), undefined, password)
    }
    for (const password of ['', '1234567', '🫙'.repeat(7)]) t.equal(problem(password), 'password-short')
    for (const password of ['x'.repeat(129), '🫙'.repeat(129)]) t.equal(problem(password), 'password-long')
  })

  t.test('is none that everybody tries first', async (t) => {
    for (const password of [
      'password',
      'Password',
      '12345678',
      'QWERTYUIOP',
      'iloveyou1',
      'ｐａｓｓｗｏｒｄ'
    ]) {
      t.equal(problem(password), 'password-common', password)
    }
  })

  t.test('is not made of what one is known by', async (t) => {
    for (const password of [
      'annablum',
      'Anna-2024',
      'blum4711',
      'BLOSSOM!',
      'blossom@example.org',
      'larder-1'
    ]) {
      t.equal(problem(password), 'password-similar', password)
    }
    for (const password of ['anna likes jam', 'blum-0815-4711', 'plumblossoms']) {
      t.equal(problem(password), undefined, password)
    }
  })
})

test('limitConcurrency', async (t) => {
  const enqueue = limitConcurrency(200)

  t.test('lets few work at once, and nobody wait for long', async (t) => {
    let [working, most] = [0, 0]
    const work = async () => {
      most = Math.max(most, ++working)
      await new Promise(setImmediate)
      working--
    }
    const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => enqueue(work)))
    t.equal(most, Math.max(1, Math.floor(availableParallelism() / 2)))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    t.ok(refused.length >= 90 && refused.length < 101)
    for (const { reason } of refused) t.match(reason, { statusCode: 503, code: 'USERS_ERR_BUSY' })
    t.equal(await enqueue(async () => 'then'), 'then')
  })
})
