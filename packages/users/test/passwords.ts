import * as argon2 from '@node-rs/argon2'
import { test } from 'tap'
import { hashPassword, verifyPassword } from '../src/passwords.js'

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

  t.test('does the same work for nobody, and says no', async (t) => {
    const verified: string[] = []
    const { verifyPassword } = await t.mockImport<typeof import('../src/passwords.js')>(
      '../src/passwords.js',
      {
        '@node-rs/argon2': {
          ...argon2,
          async verify(hash: string) {
            verified.push(hash)
            return true
          }
        }
      }
    )
    t.equal(await verifyPassword(hash, 'plum'), true)
    t.equal(await verifyPassword(undefined, 'plum'), false)
    const [somebodys, nobodys] = verified.map((hash) => hash.split('$').slice(0, 4))
    t.same(nobodys, somebodys)
    t.equal(verified.length, 2)
  })
})
