import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { everyHour } from '@larder/blueprint'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { limitAttempts } from './attempts.js'
import { createLetters } from './letters.js'
import accountRoutes from './routes/account.js'
import emailRoutes from './routes/email.js'
import loginRoutes from './routes/login.js'
import passwordRoutes from './routes/password.js'
import registerRoutes from './routes/register.js'
import resetRoutes from './routes/reset.js'
import sessionRoutes from './routes/sessions.js'
import { deleteExpiredTokens } from './tokens.js'
import { deleteUnusedAccounts } from './unused-accounts.js'

export interface UsersOptions {
  /** Where a visitor goes after logging in or out, when they came from nowhere in particular. @default '/' */
  home?: string
  /**
   * How many passwords of one account may be wrong in a quarter of an hour before even the right one is refused; 0 for any
   * number, on a machine that tests. @default 10
   */
  wrongPasswords?: number
}

/** Where each of the users' URLs is found. */
export default async function routes(
  fastify: FastifyInstance,
  { home, wrongPasswords }: Required<UsersOptions>
) {
  const app = fastify.withTypeProvider<TypeBoxTypeProvider>()
  const letters = createLetters(app)
  const tryPassword = limitAttempts(wrongPasswords)
  app.addHook('preValidation', expectBody)
  // Without an origin there are no links in mails: better at boot than when the first visitor registers.
  app.addHook('onReady', async () => void app.urlFor('.confirm', {}, {}, { absolute: true }))
  everyHour(app, () => deleteExpiredTokens(app.db), 'Expired links were not deleted.')
  const { absoluteTimeout } = app.sessionSettings
  everyHour(app, () => deleteUnusedAccounts(app.db, absoluteTimeout), 'Unused accounts were not deleted.')

  registerRoutes(app, letters, home)
  loginRoutes(app, tryPassword, home)
  accountRoutes(app)
  emailRoutes(app, letters, tryPassword)
  passwordRoutes(app, letters, tryPassword)
  resetRoutes(app, letters)
  sessionRoutes(app, home)
}

/** A form without fields comes without a body. */
async function expectBody(request: FastifyRequest): Promise<void> {
  if (request.method === 'POST') request.body ??= {}
}
