import { userInfo } from 'node:os'
import { openLogs } from '@larder/serve/server'
import { setRole } from '@larder/users'
import { pino } from 'pino'
import { withDatabase } from '../database/open-database.js'
import { readConfig } from '../settings/read-config.js'

/**
 * Gives a user a role: how a shop gets its first admin. It is logged where the gateway logs, if that is said by the
 * environment, together with the account of the system that did it.
 *
 * @throws with one line for people where there is no such user or role, or the database cannot be used
 */
export async function giveRole(nameOrEmail: string, wanted: string): Promise<void> {
  const { config } = readConfig({ flags: {}, env: process.env })
  await withDatabase(config, async (db) => {
    const { id: userId, name, before, role, sessionsEnded } = await setRole(db, nameOrEmail, wanted)
    if (before === role) {
      console.log(`${name} is ${role} already.`)
      return
    }
    const logs = openLogs(config)
    const by = userInfo().username
    pino({}, logs.error).info({ event: 'role_changed', userId, before, role, by }, 'A role was changed.')
    logs.close()
    console.log(
      `${name} is ${role} now, was ${before}, and is logged out (sessions ended: ${sessionsEnded}).`
    )
  })
}
