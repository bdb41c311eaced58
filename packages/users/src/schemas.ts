import { RowId, Text } from '@larder/blueprint'
import { Gender, Role } from '@larder/database'
import { type Static, Type } from 'typebox'

// The bodies say what may be sent. What it must be like is for the functions to say field by field, so that a form can
// show it.
const Field = Type.Optional(Text(1_000))

export const Credentials = Type.Object({ user_name: Field, password: Field, next: Field })

export const Registration = Type.Object({
  name: Field,
  user_name: Field,
  email: Field,
  password: Field,
  next: Field
})
export type Registration = Static<typeof Registration>

export const AccountChange = Type.Object({ name: Field, user_name: Field, gender: Field })
export type AccountChange = Static<typeof AccountChange>

export const AddressChange = Type.Object({ email: Field, password: Field })
export type AddressChange = Static<typeof AddressChange>

export const PasswordChange = Type.Object({ current_password: Field, new_password: Field })
export type PasswordChange = Static<typeof PasswordChange>

export const ResetWish = Type.Object({ email: Field })

export const Link = Type.Object({ token: Field })

export const Reset = Type.Object({
  token: Field,
  password: Field,
  account: Type.Optional(RowId('Which, where several claim the address and none has confirmed it.'))
})
export type Reset = Static<typeof Reset>

export const SecondFactorCode = Type.Object({
  code: Type.Optional(Text(1_000, 'The six digits that the authenticator app shows.')),
  recovery_code: Type.Optional(Text(1_000, 'In place of `code`; each works once.')),
  next: Field
})
export type SecondFactorCode = Static<typeof SecondFactorCode>

export const SecondFactorSetup = Type.Object({
  code: Field,
  password: Type.Optional(Text(1_000, 'Where there is no second factor yet.')),
  next: Field
})
export type SecondFactorSetup = Static<typeof SecondFactorSetup>

export const AccountDeletion = Type.Object({ password: Field })

export const SessionParams = Type.Object({ session: Text(100) })

export const Next = Type.Object({ next: Field })

const UserName = Type.Union([Type.String(), Type.Null()], {
  description: 'To log in by, besides the address; null where none was chosen.'
})

export const Account = Type.Object({
  name: Type.String({ description: 'What people are called; several may be called the same.' }),
  user_name: UserName,
  email: Type.Union([Type.String(), Type.Null()], { description: 'Confirmed; null until then.' }),
  pending_email: Type.Union([Type.String(), Type.Null()], {
    description: 'Claimed, and not confirmed yet.'
  }),
  gender: Type.Union([Type.Enum(Gender), Type.Null()]),
  role: Type.Enum(Role)
})
export type Account = Static<typeof Account>

export const Sessions = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      device: Type.String(),
      address: Type.Optional(Type.String({ description: 'The network address that logged in.' })),
      begun_at: Type.String({ format: 'date-time' }),
      used_at: Type.String({ format: 'date-time' }),
      current: Type.Boolean({ description: 'Whether it is the one that asks.' })
    })
  )
})
export type Sessions = Static<typeof Sessions>

const OptionalTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

export const SecondFactor = Type.Object({
  confirmed_at: OptionalTime,
  recovery_codes: Type.Integer({ description: 'How many are left.' }),
  given_at: OptionalTime
})
export type SecondFactor = Static<typeof SecondFactor>

export const AppSecret = Type.Object({
  secret: Type.String({ description: 'In base 32.' }),
  uri: Type.String({ description: 'otpauth://totp/…, as authenticator apps scan it.' })
})

export const RecoveryCodes = Type.Object({
  code: Type.Literal(0),
  message: Type.String(),
  recovery_codes: Type.Array(Type.String(), { description: 'Shown this once.' })
})

/** Times are texts in it, and amounts in minor units. */
export const PersonalData = Type.Record(Type.String(), Type.Unknown(), {
  description: 'A section for each feature.'
})

/** What programs get where something was done. */
export const Done = Type.Object({ code: Type.Literal(0), message: Type.String() })

export const SignedIn = Type.Object({
  code: Type.Literal(0),
  message: Type.String(),
  user: Type.Object({ id: Type.Integer(), name: Type.String(), user_name: UserName })
})

/** What programs get where fields were wrong. */
export const Refused = Type.Object({
  code: Type.Literal(1),
  message: Type.String(),
  problems: Type.Record(Type.String(), Type.String(), { description: 'By the name of the field.' })
})

/** What programs get where a log-in fails. */
export const NotSignedIn = Type.Object({
  code: Type.Integer({
    description:
      '1: a field is missing. 2: wrong name or password. 3: the request is refused, as its status says. 4: too often, `Retry-After` says when again. 5: it cannot be answered now. 6: the password is right, and the second factor is asked for.'
  }),
  message: Type.String()
})
