import { Role } from '@larder/database'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Kept } from './merge-changes.js'
import type { SessionUser } from './session-user.js'

const User = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  role: Type.Optional(Type.Enum(Role, { description: 'Sessions from before there were roles have none.' })),
  language: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})

/** The keys of this package. An app keeps more under names of its own. */
const Data = Type.Object({
  user: Type.Optional(User),
  userAgent: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  secondFactorAt: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970.' })),
  flashes: Type.Optional(Type.Array(Type.String()))
})
const DATA = Compile(Data)

export type SessionData = Kept & Omit<Static<typeof Data>, 'user'> & { user?: SessionUser }

/** Parses what the table has of a session; undefined where the text is not a session's, which is then over. */
export function parseSessionData(json: string): SessionData | undefined {
  const data = parseJson(json)
  if (!DATA.Check(data)) return undefined
  const { user, ...rest } = data
  return { ...rest, ...(user && { user: { role: Role.customer, ...user } }) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
