import { type BlueprintApp, everyHour, type Setting, settingOf } from '@larder/blueprint'
import { forgetMailsTo } from '@larder/mail'
import { erasePersonalData } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { createAccountMails } from './account-mails.js'
import { exportAccount, exportMails } from './accounts/export-account.js'
import { createLoginThrottle } from './login/login-throttle.js'
import accountRoutes from './routes/account.js'
import changeSecondFactorRoutes from './routes/change-second-factor.js'
import confirmRoutes from './routes/confirm.js'
import emailRoutes from './routes/email.js'
import forgotRoutes from './routes/forgot.js'
import loginRoutes from './routes/login.js'
import passwordRoutes from './routes/password.js'
import personalDataRoutes from './routes/personal-data.js'
import registerRoutes from './routes/register.js'
import resetRoutes from './routes/reset.js'
import secondFactorRoutes from './routes/second-factor.js'
import sessionRoutes from './routes/sessions.js'
import { renewSecrets } from './second-factor/encrypt-secret.js'
import { readKeys, type SecondFactorSettings } from './second-factor/find-second-factor.js'
import { deleteExpiredTokens } from './tokens.js'
import { deleteUnusedAccounts } from './unused-accounts.js'

export interface UsersOptions {
  /** The page after log-in or log-out, unless the visitor came from another. @default '/' */
  home?: string | undefined
  /**
   * The wrong passwords of one account in a quarter of an hour, after which even the right one is refused; 0 for no limit, on a
   * test machine. @default 10
   */
  wrongPasswords?: number | undefined
  /**
   * The key under which the secrets of authenticator apps are encrypted, 32 bytes in base64. Behind it, with commas, may stand
   * earlier keys: within an hour nothing needs them any more. @default '', and nobody can set up a second factor
   */
  secretKey?: string | undefined
  /** What authenticator apps call the shop. @default '', the host of its URL */
  issuer?: Setting<string> | undefined
}

export default async function routes(
  app: BlueprintApp,
  { home, wrongPasswords, secretKey, issuer }: Required<UsersOptions>
) {
  const mails = createAccountMails(app)
  app.accounts.mails = mails
  const tryPassword = createLoginThrottle(wrongPasswords)
  const settings: SecondFactorSettings = {
    keys: readKeys(secretKey),
    wrongCodes: wrongPasswords === 0 ? 0 : WRONG_CODES,
    issuer: settingOf(issuer)
  }
  app.addHook('preValidation', expectBody)
  // Mails need absolute links: without an origin this fails at boot, not when the first visitor registers.
  app.addHook('onReady', async () => void app.urlFor('.confirm', {}, {}, { absolute: true }))
  everyHour(app, () => deleteExpiredTokens(app.db), 'Expired links were not deleted.')
  const { absoluteTimeout } = app.sessionSettings
  const erase = erasePersonalData(app)
  everyHour(
    app,
    (signal) => deleteUnusedAccounts(app.db, erase, absoluteTimeout, signal),
    'Unused accounts were not deleted.'
  )
  everyHour(app, () => renewSecrets(app.db, settings.keys), 'Second factors are still under an earlier key.')

  app.onExport('account', exportAccount)
  app.onExport('mails', exportMails)
  app.onErase(async (tx, { email }) => {
    if (email !== null) await forgetMailsTo(tx, email)
  })

  registerRoutes(app, mails, home)
  loginRoutes(app, tryPassword, home)
  accountRoutes(app, settings.keys.length > 0)
  confirmRoutes(app, mails)
  emailRoutes(app, mails, tryPassword)
  passwordRoutes(app, mails, tryPassword)
  forgotRoutes(app, mails)
  resetRoutes(app, mails)
  secondFactorRoutes(app, { mails, settings }, home)
  changeSecondFactorRoutes(app, { mails, tryPassword, settings })
  sessionRoutes(app, home)
  personalDataRoutes(app, { mails, tryPassword }, home)
}

/** In a quarter of an hour. */
const WRONG_CODES = 5

/** A form without fields is sent without a body. */
async function expectBody(request: FastifyRequest): Promise<void> {
  if (request.method === 'POST') request.body ??= {}
}
