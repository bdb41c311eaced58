import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPaths, type Paths } from '../checkout/paths.js'
import { explainFailure, POSTGRES_ERR_TIMEOUT } from '../errors.js'
import { type Connection, connectToKeeper, giveBack } from './lease-client.js'
import type { Wish } from './messages.js'
import { startKeeper } from './start-keeper.js'

/** A claim on the checkout's PostgreSQL, which runs while any process holds one. */
export interface Lease {
  /** `postgresql://larder:<password>@localhost:5432/larder?host=<folder of the socket>`, the same at every start. */
  url: string
  /** Gives the lease back. The last lease waits until PostgreSQL and its sockets are gone. */
  release(): Promise<void>
}

export interface AcquireOptions {
  /**
   * The checkout's root. Its data are in `.larder/postgres`, for root behind a link to
   * /var/lib/larder.
   */
  folder: string
  /** Told in a line what takes long, as `creating the database of PostgreSQL 18.4 …`. */
  onProgress?: ((message: string) => void) | undefined
  /**
   * A query for the names of databases to drop when the last lease is given back, as
   * `SELECT datname AS name …`: killed processes leave them.
   * @default none
   */
  leftovers?: string | undefined
}

/**
 * Acquires the checkout's embedded PostgreSQL, and starts it if it does not run. Any number of
 * processes may do so at once. A lease does not keep its process alive. It brings a killed server
 * up again.
 *
 * @throws POSTGRES_ERR_…, one line that says what to do
 */
export async function acquirePostgres({
  folder,
  onProgress = () => {},
  leftovers
}: AcquireOptions): Promise<Lease> {
  try {
    const paths = await findPaths(folder)
    return holdLease(paths, await connectOrStart(paths, onProgress), leftovers)
  } catch (error) {
    throw explainFailure(error, folder)
  }
}

/**
 * Milliseconds without progress after which acquiring gives up. A slow machine may be busy besides.
 */
const PATIENCE = 600_000
/** Milliseconds between two lines about a wait. */
const REMINDER = 5_000

async function connectOrStart(paths: Paths, onProgress: (message: string) => void): Promise<Connection> {
  const began = Date.now()
  let patienceEnds = began + PATIENCE
  let awaited = `its log is ${join(paths.state, 'postgres.log')}`
  const reminder = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000)
    onProgress(`still waiting for PostgreSQL to start (${seconds} s): ${awaited}`)
  }, REMINDER).unref()
  try {
    while (Date.now() < patienceEnds) {
      const connection = (await connectToKeeper(paths)) ?? (await connectToOwnKeeper(paths, progress))
      if (connection) return connection
    }
    throw new POSTGRES_ERR_TIMEOUT(PATIENCE / 1000, paths.state)
  } finally {
    clearInterval(reminder)
  }

  function progress(message: string) {
    patienceEnds = Date.now() + PATIENCE
    awaited = message
    onProgress(message)
  }
}

async function connectToOwnKeeper(paths: Paths, onProgress: (message: string) => void) {
  const letGo = await startKeeper(paths, PATIENCE, onProgress)
  try {
    return await connectToKeeper(paths)
  } finally {
    letGo()
  }
}

function holdLease(paths: Paths, first: Connection, leftovers: string | undefined): Lease {
  const released = new AbortController()
  let current: Promise<Connection | undefined> = hold(first)
  let gone: Promise<void> | undefined

  async function hold(connection: Connection): Promise<Connection> {
    connection.socket.unref()
    if (leftovers !== undefined) connection.socket.write(`${JSON.stringify({ leftovers } satisfies Wish)}\n`)
    connection.socket.once('close', () => {
      if (!released.signal.aborted) current = recover()
    })
    return connection
  }

  async function recover(): Promise<Connection | undefined> {
    while (!released.signal.aborted) {
      try {
        return await hold(await connectOrStart(paths, () => {}))
      } catch (error) {
        process.emitWarning(explainFailure(error, paths.state).message)
        await delay(5000, undefined, { ref: false, signal: released.signal }).catch(() => {})
      }
    }
    return undefined
  }

  async function release(): Promise<void> {
    released.abort()
    const connection = await current
    if (connection) await giveBack(connection)
  }

  return {
    url: first.url,
    release: () => {
      gone ??= release()
      return gone
    }
  }
}
