import pg from 'pg'
import { P1003 } from '../errors.js'
import { parseDatabaseUrl } from './database-url.js'
import { createDatabase, openClient } from './databases.js'
import { explainConnection } from './explain-failure.js'

export interface ConnectOptions {
  /** Create the database where there is none. @default false */
  readonly create?: boolean | undefined
}

/**
 * Opens one connection to a database, in the schema of its URL. The caller ends it.
 *
 * @throws P1000 wrong password, P1001 no server, P1003 no database, P1010 no access, P1011 no TLS
 */
export async function connect(href: string, { create = false }: ConnectOptions = {}): Promise<pg.Client> {
  const url = parseDatabaseUrl(href)
  const client = await openClient(url).catch(async (error) => {
    const reason = explainConnection(error, url)
    if (!create || !(reason instanceof P1003)) throw reason
    await createDatabase(url)
    return openClient(url)
  })
  try {
    await client.query(`SET search_path = ${pg.escapeIdentifier(url.schema)}`)
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}
