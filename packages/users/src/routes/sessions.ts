import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import {
  currentSession,
  currentUser,
  endOtherSessions,
  endSession,
  listSessions,
  requireUser,
  signOut
} from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { USERS_ERR_NO_SESSION } from '../errors.js'
import { deviceName } from '../login/devices.js'
import { forbidStoring, replyDone } from '../replies.js'
import { Done, SessionParams, Sessions } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function sessionRoutes(app: BlueprintApp, home: string): void {
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

  const list = { ...personal, schema: { summary: 'Where one is logged in', response: { 200: Sessions } } }
  app.get('/sessions', { name: 'sessions', templates: ['sessions'], ...list }, async (request, reply) => {
    const sessions = await findSessions(request)
    return wantsHtml(request) ? reply.view('sessions', { sessions }) : { sessions }
  })

  const one = {
    ...personal,
    schema: { summary: 'Logs out at one of these places', params: SessionParams, response: { 200: Done } }
  }
  app.post('/sessions/:session/end', { name: 'end-session', ...one }, async (request, reply) => {
    const { id } = currentUser(request)
    const { session } = request.params
    const current = session === currentSession(request)
    if (!(await endSession(app.db, id, session))) throw new USERS_ERR_NO_SESSION()
    logEvent(request, 'sessions_ended', id)
    if (current) await signOut(request)
    return current
      ? replyDone(request, reply, request.t('users:logged-out'), home)
      : replyDone(request, reply, request.t('users:device-logged-out'), app.urlFor('.sessions'))
  })

  const others = { ...personal, schema: { summary: 'Logs out everywhere else', response: { 200: Done } } }
  app.post('/sessions/end-others', { name: 'end-other-sessions', ...others }, async (request, reply) => {
    const { id } = currentUser(request)
    await endOtherSessions(app.db, id, currentSession(request))
    logEvent(request, 'sessions_ended', id)
    return replyDone(request, reply, request.t('users:others-logged-out'), app.urlFor('.sessions'))
  })

  async function findSessions(request: FastifyRequest): Promise<Sessions['sessions']> {
    const sessions = await listSessions(app.db, currentUser(request).id)
    return sessions.map(({ id, userAgent, address, begunAt, usedAt }) => ({
      id,
      device: deviceName(userAgent, request.t),
      address,
      begun_at: begunAt.toISOString(),
      used_at: usedAt.toISOString(),
      current: id === currentSession(request)
    }))
  }
}
