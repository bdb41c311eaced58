import { Gender } from '@larder/database'
import { type Static, Type } from 'typebox'

// The bodies say what may be sent. What it must be like is for users.ts to say field by field, so that a form can show
// it. PostgreSQL's text holds every character but NUL.
const Text = Type.Optional(Type.String({ maxLength: 1_000, pattern: '^[^\\u0000]*$' }))

export const Credentials = Type.Object({ user_name: Text, password: Text, next: Text })

export const Registration = Type.Object({ user_name: Text, email: Text, password: Text, next: Text })
export type Registration = Static<typeof Registration>

export const AccountChange = Type.Object({ user_name: Text, gender: Text })
export type AccountChange = Static<typeof AccountChange>

export const Next = Type.Object({ next: Text })

export const Account = Type.Object({
  user_name: Type.String(),
  email: Type.String(),
  gender: Type.Union([Type.Enum(Gender), Type.Null()])
})
export type Account = Static<typeof Account>

/** What is wrong, by the name of the field. */
export type Problems = Record<string, string>
