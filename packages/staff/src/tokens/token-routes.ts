import { type BlueprintApp, OrEmpty, Text, type Translate, WholeNumber, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { actorOf, recordAudit } from '../audit/record-audit.js'
import { STAFF_ERR_NO_TOKEN } from '../errors.js'
import { type Member, staffMember } from '../staff-member.js'
import { createToken, listTokens, revokeToken } from './tokens.js'

/** The tokens by which programs of a member of staff use the same routes as their pages. */
export default function tokenRoutes(app: BlueprintApp): void {
  // A token that made others could not be revoked.
  const ownTokens = { askAgain: true, peopleOnly: true }
  app.staff.permit('staff.tokens', { about: (t) => t('staff:permission.staff-tokens'), ...ownTokens })
  listRoute(app)
  createRoute(app)
  revokeRoute(app)
}

const OWN = { config: { permission: 'staff.tokens' } }

function listRoute(app: BlueprintApp): void {
  const list = { ...OWN, schema: { summary: 'One’s own tokens', response: { 200: TokenList } } }
  app.get('/tokens', { name: 'tokens', templates: ['tokens'], ...list }, async (request, reply) =>
    wantsHtml(request)
      ? showTokens(app, request, reply)
      : { tokens: await listTokens(app.db, staffMember(request).id) }
  )
}

function createRoute(app: BlueprintApp): void {
  const create = {
    ...OWN,
    templates: ['tokens', 'token-created'],
    schema: {
      summary: 'Makes a token, which is shown once',
      body: NewToken,
      response: { 201: Created, 422: Refused }
    }
  }
  app.post('/tokens', create, async (request, reply) => {
    const member = staffMember(request)
    const wish = readWish(request.body)
    const { t } = request
    const own = permissionsToGive(app, member, t).map(([name]) => name)
    const problems = checkWish(wish, new Set(own), t)
    if (Object.keys(problems).length > 0) {
      reply.code(422)
      return wantsHtml(request)
        ? showTokens(app, request, reply, { values: wish, problems })
        : reply.send({ message: t('staff:tokens.refused'), problems })
    }
    const made = await inTransaction(app.db, async (tx) => {
      const token = await createToken(tx, member.id, wish, new Date())
      const changes = { name: [null, wish.name], permissions: [null, wish.permissions] } as const
      const action = 'staff.create-token'
      await recordAudit(tx, actorOf(request), { action, subject: ['token', token.id], changes })
      return token
    })
    reply.code(201)
    return wantsHtml(request) ? reply.view('token-created', { ...made, name: wish.name }) : made
  })
}

function revokeRoute(app: BlueprintApp): void {
  const revoke = {
    ...OWN,
    schema: { summary: 'Revokes a token', params: TokenParams, response: { 200: Done } }
  }
  app.post('/tokens/:token/revoke', { name: 'revoke-token', ...revoke }, async (request, reply) => {
    const { token: id } = request.params
    const name = await inTransaction(app.db, async (tx) => {
      const name = await revokeToken(tx, staffMember(request).id, id)
      if (name === undefined) return undefined
      const changes = { name: [name, null] } as const
      const action = 'staff.revoke-token'
      await recordAudit(tx, actorOf(request), { action, subject: ['token', id], changes })
      return name
    })
    if (name === undefined) throw new STAFF_ERR_NO_TOKEN()
    const message = request.t('staff:tokens.revoked', { name })
    if (!wantsHtml(request)) return { message }
    flash(request, message)
    return reply.redirect(app.urlFor('.tokens'), 303)
  })
}

async function showTokens(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  form: { values: Partial<Wish>; problems: Problems } = { values: {}, problems: {} }
): Promise<FastifyReply> {
  const member = staffMember(request)
  const tokens = await listTokens(app.db, member.id)
  return reply.view('tokens', { tokens, permissions: permissionsToGive(app, member, request.t), ...form })
}

/** The member's own, but for those that only people have. */
function permissionsToGive({ staff }: BlueprintApp, member: Member, t: Translate) {
  const scopes = staff.permissionsOf(member, t).map(([name]) => name)
  return staff.permissionsOf({ ...member, scopes }, t)
}

interface Wish {
  name: string
  permissions: string[]
  days: number | undefined
}

type Problems = Partial<Record<keyof Wish, string>>

/** A form sends one checked box as a text, and no days as an empty one. */
function readWish({ name, permissions = [], days }: Static<typeof NewToken>): Wish {
  return { name: name.trim(), permissions: [permissions].flat(), days: days || undefined }
}

function checkWish({ name, permissions }: Wish, own: ReadonlySet<string>, t: Translate): Problems {
  return {
    ...(name === '' && { name: t('staff:problem.token-name') }),
    ...(permissions.length === 0 && { permissions: t('staff:problem.token-permissions') }),
    ...(permissions.some((permission) => !own.has(permission)) && {
      permissions: t('staff:problem.token-too-much')
    })
  }
}

const PermissionName = Type.String({ pattern: '^[a-z]+(\\.[a-z-]+)+$', maxLength: 64 })
const NewToken = Type.Object({
  name: Text(80, 'What it is for'),
  permissions: Type.Optional(
    Type.Union([PermissionName, Type.Array(PermissionName, { maxItems: 200 })], {
      description: 'What it may do: names of permissions'
    })
  ),
  days: OrEmpty(
    WholeNumber({ minimum: 0, maximum: 3_650, description: 'After how many days it ends; 0 for never' })
  )
})
const TokenParams = Type.Object({ token: Type.String({ pattern: '^[\\w-]{43}$' }) })
const Time = Type.Union([Type.String(), Type.Null()])
const TokenList = Type.Object({
  tokens: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      permissions: Type.Array(Type.String()),
      created_at: Type.String(),
      expires_at: Time,
      used_at: Time
    })
  )
})
const Created = Type.Object({
  id: Type.String(),
  token: Type.String({ description: 'For `Authorization: Bearer`. It is shown only here.' })
})
const Refused = Type.Object({ message: Type.String(), problems: Type.Record(Type.String(), Type.String()) })
const Done = Type.Object({ message: Type.String() })
