import type { Database, Prisma } from '@larder/database'
import { userNameKey } from '../account-fields.js'
import { hashPassword } from '../passwords/hash-password.js'
import { newPerson } from './new-person.js'

/** Adds a user with a confirmed address and the password of `newPerson`, past the routes. */
export async function createUser(db: Database, fields: Partial<Prisma.UserCreateInput> = {}) {
  const { user_name, email, password } = newPerson()
  passwordHash ??= hashPassword(password)
  const userName = fields.userName ?? user_name
  const data = {
    name: userName,
    userName,
    userNameKey: userNameKey(userName),
    email,
    passwordHash: await passwordHash,
    ...fields
  }
  const user = await db.user.create({ data, select: { id: true, name: true, role: true } })
  return { ...user, fields: { user_name: userName, email, password } }
}

// Each hash takes 25 ms.
let passwordHash: Promise<string> | undefined
