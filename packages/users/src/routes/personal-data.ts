import type { BlueprintApp } from '@larder/blueprint'
import {
  currentUser,
  erasePersonalData,
  exportPersonalData,
  refuseRemovedUser,
  requireUser,
  signOut
} from '@larder/session'
import { findAccount } from '../accounts/change-account.js'
import { deleteOwnAccount } from '../accounts/delete-account.js'
import { USERS_ERR_STAFF_ACCOUNT } from '../errors.js'
import { COSTLY, forbidStoring, refuseFields, refuseForNow, replyDone } from '../replies.js'
import { AccountDeletion, Done, PersonalData, Refused } from '../schemas.js'
import { logEvent } from '../security-events.js'
import { requireFactorIfSet, type SecondFactorNeeds } from './change-second-factor.js'

/** What users get and have removed of all that the shop keeps of them. */
export default function personalDataRoutes(
  app: BlueprintApp,
  { mails, tryPassword }: Pick<SecondFactorNeeds, 'mails' | 'tryPassword'>,
  home: string
): void {
  const own = { onRequest: forbidStoring, preHandler: [requireUser, requireFactorIfSet] }

  const data = {
    ...COSTLY,
    ...own,
    schema: { summary: 'What the shop keeps of the user', response: { 200: PersonalData } }
  }
  app.get('/data', { name: 'data', ...data }, async (request, reply) => {
    const { id } = currentUser(request)
    const account = await findAccount(app.db, id)
    if (!account) return refuseRemovedUser(request, reply)
    logEvent(request, 'data_exported', id)
    reply.header('content-disposition', 'attachment; filename="my-data.json"')
    return exportPersonalData(app, { userId: id, email: account.email })
  })

  const ask = { ...own, templates: ['delete'], schema: { summary: 'A form to delete the account' } }
  app.get('/delete', { name: 'delete', ...ask }, async (_request, reply) =>
    reply.view('delete', { values: {}, problems: {} })
  )

  const remove = {
    ...COSTLY,
    ...own,
    templates: ['delete'],
    schema: {
      summary: 'Deletes the account',
      body: AccountDeletion,
      response: { 200: Done, 422: Refused }
    }
  }
  app.post('/delete', remove, async (request, reply) => {
    const { id } = currentUser(request)
    const needs = { mails, tryPassword, erase: erasePersonalData(app) }
    const result = await deleteOwnAccount(app.db, needs, id, request.body.password)
    if (result.outcome === 'staff') throw new USERS_ERR_STAFF_ACCOUNT()
    if (result.outcome === 'gone') return refuseRemovedUser(request, reply)
    if (result.outcome === 'limited') {
      logEvent(request, 'password_limited', id)
      return refuseForNow(request, reply, result.left, 'delete', {})
    }
    if (result.outcome === 'refused') {
      logEvent(request, 'password_refused', id)
      return refuseFields(request, reply, result.problems, 'delete', {})
    }
    logEvent(request, 'account_deleted', id)
    await signOut(request)
    return replyDone(request, reply, request.t('users:deleted'), home)
  })
}
