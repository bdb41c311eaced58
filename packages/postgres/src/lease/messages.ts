import { isObject } from '../parse-json.js'

// The messages of a keeper, of the process that starts it and of the holders of leases. They are
// checked by hand: TypeBox takes 27 MB of memory in each of these processes, and some live long.

/** What the keeper says first to everyone who connects. Before it, a connection is not a lease. */
export interface Greeting {
  /** The keeper's process. */
  pid: number
  /** The database's URL. */
  url: string
}

/** What the holder of a lease may say, in a line. */
export interface Wish {
  /** A query for the names of databases to drop when nobody holds a lease. */
  leftovers: string
}

/** What a keeper tells the process that started it. */
export type KeeperMessage =
  | { progress: string }
  | { ready: true }
  | { failed: { code: string; message: string } }

export function isGreeting(value: unknown): value is Greeting {
  return isObject(value) && typeof value.pid === 'number' && typeof value.url === 'string'
}

export function isWish(value: unknown): value is Wish {
  return isObject(value) && typeof value.leftovers === 'string'
}

export function isKeeperMessage(value: unknown): value is KeeperMessage {
  if (!isObject(value)) return false
  const { progress, ready, failed } = value
  if (isObject(failed)) return typeof failed.code === 'string' && typeof failed.message === 'string'
  return ready === true || typeof progress === 'string'
}
