import { createRequire } from 'node:module'
import { READ_SERVER } from '@larder/mysql'

/** Calls `onQuery` for each statement of the driver of MariaDB. @returns what ends it */
export function watchMysqlQueries(onQuery: (text: string) => void): () => void {
  const { query, prepareExecute } = Connection.prototype
  const watch = (send: Send) =>
    new Proxy(send, {
      apply(target, connection: Opening, args: Parameters<Send>) {
        if (connection.status === Status.CONNECTED && !ASKED_ONCE.has(args[0].sql)) onQuery(args[0].sql)
        return Reflect.apply(target, connection, args)
      }
    })
  Object.assign(Connection.prototype, { query: watch(query), prepareExecute: watch(prepareExecute) })
  return () => void Object.assign(Connection.prototype, { query, prepareExecute })
}

/** What the client asks about a server, and Prisma's adapter. */
const ASKED_ONCE = new Set([READ_SERVER, 'SELECT VERSION()'])

type Send = (command: { sql: string }, ...handlers: unknown[]) => void

interface Opening {
  status: number
}

// Undocumented: all of the driver's connections send their statements by these two methods, those that set up a new
// connection too.
const require = createRequire(import.meta.url)
const Connection: { prototype: { query: Send; prepareExecute: Send } } = require('mariadb/lib/connection.js')
const { Status }: { Status: { CONNECTED: number } } = require('mariadb/lib/const/connection_status.js')
