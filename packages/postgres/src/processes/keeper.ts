import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { removeDrafts } from '../checkout/create-once.js'
import { clusterOf, createSockets, dataOf, findPaths, type Paths } from '../checkout/paths.js'
import { explainFailure } from '../errors.js'
import { isKept, keeperSocket } from '../lease/lease-client.js'
import { openLeaseServer } from '../lease/lease-server.js'
import type { KeeperMessage } from '../lease/messages.js'
import { type Binaries, findBinaries } from '../server/binaries.js'
import { createCluster, ROLE, readPassword } from '../server/cluster.js'
import { dropLeftovers } from '../server/drop-leftovers.js'
import { findLockHolder } from '../server/lock-holder.js'
import { boundLog, type Server, startServer } from '../server/start-server.js'

// The entry of the process that keeps one checkout's PostgreSQL running while any process holds a
// lease. Its argument is the checkout's folder.

const terminated = abortOn('SIGTERM')
const starterGone = abortOn('disconnect')
// Ctrl-C and a closed terminal end the holders of leases, not the keeper.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
const paths = await findPaths(process.argv[2] ?? '')

try {
  const server = await startOnlyServer(AbortSignal.any([terminated, starterGone]))
  if (server) await keep(server)
  process.exit(0)
} catch (error) {
  await rmdir(paths.sockets).catch(() => {})
  const { code, message } = explainFailure(error, paths.state)
  tell({ failed: { code, message } }, () => process.exit(1))
}

/**
 * Starts PostgreSQL, whose lock on the data makes this keeper the only one.
 *
 * @returns undefined when another keeper has done it
 */
async function startOnlyServer(signal: AbortSignal): Promise<Server | undefined> {
  const binaries = await findBinaries(paths, tellProgress)
  await createCluster(paths, binaries, tellProgress)
  while (!(await isKept(paths))) {
    const server = await tryToStart(binaries, signal)
    if (server) return server
    await delay(50, undefined, { signal })
  }
  return undefined
}

async function tryToStart(binaries: Binaries, signal: AbortSignal): Promise<Server | undefined> {
  const holder = await findLockHolder(dataOf(paths))
  if (holder?.state === 'kept') return undefined
  if (holder?.state === 'orphan') {
    endOrphan(holder.pid)
    return undefined
  }
  await createSockets(paths)
  return startServer(paths, binaries, holder, signal)
}

function endOrphan(pid: number) {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // It has ended already.
  }
}

/** Hands out leases until the last one is given back, then stops everything. */
async function keep(server: Server): Promise<void> {
  const leases = await openLeaseServer(keeperSocket(paths), { pid: process.pid, url: await urlOf(paths) })
  tell({ ready: true })
  await removeDrafts(clusterOf(paths))
  setInterval(() => void boundLog(join(paths.state, 'postgres.log')), 3_600_000)
  const reason = await Promise.race([
    leases.lastGivenBack.then(() => 'unused' as const),
    whenAborted(terminated).then(() => 'terminated' as const),
    server.ended.then(() => 'crashed' as const)
  ])
  // The holders of leases notice that this process ends, and start another.
  if (reason === 'crashed') process.exit(0)
  leases.close()
  if (reason === 'unused') await dropLeftovers(paths, leases.leftovers).catch(() => {})
  await server.stop()
  await rmdir(paths.sockets).catch(() => {})
}

async function urlOf({ sockets }: Paths): Promise<string> {
  return `postgresql://${ROLE}:${await readPassword(paths)}@localhost:5432/${ROLE}?host=${sockets}`
}

function tellProgress(progress: string) {
  tell({ progress })
}

function tell(message: KeeperMessage, sent = () => {}) {
  if (process.connected) process.send?.(message, sent)
  else sent()
}

function abortOn(event: 'SIGTERM' | 'disconnect'): AbortSignal {
  const controller = new AbortController()
  process.on(event, () => controller.abort())
  return controller.signal
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
}
