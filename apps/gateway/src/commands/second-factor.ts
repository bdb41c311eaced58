import { userInfo } from 'node:os'
import { openLogs } from '@larder/serve/server'
import { resetSecondFactorOf } from '@larder/users'
import { pino } from 'pino'
import { readConfig } from '../settings/read-config.js'
import { withShopAt } from './with-shop.js'

/**
 * Removes the second factor of a user who has lost phone and recovery codes. It is logged as a change of roles is.
 *
 * @throws with one line for people where there is no such user, or the database cannot be used
 */
export async function resetSecondFactor(nameOrEmail: string): Promise<void> {
  const { id: userId, name, sessionsEnded } = await withShopAt((app) => resetSecondFactorOf(app, nameOrEmail))
  if (sessionsEnded === undefined) {
    console.log(`${name} has no second factor.`)
    return
  }
  const logs = openLogs(readConfig({ flags: {}, env: process.env }).config)
  const by = userInfo().username
  pino({}, logs.error).info({ event: 'second_factor_reset', userId, by }, 'A second factor was reset.')
  logs.close()
  console.log(`${name} has no second factor now, and is logged out (sessions ended: ${sessionsEnded}).`)
}
