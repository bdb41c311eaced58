import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/**
 * Closes the app so that no request is lost. Fastify's own close() waits for clients that keep their connections (72
 * seconds by default), or answers their next request with 503; and Node's close() cuts off idle connections at once,
 * on which the next request may be on its way. So: nobody is accepted any more; whoever sends a request on a
 * connection that is open gets an answer with `Connection: close`; connections that stay idle are closed after a while.
 *
 * @param servers all that accept for the app
 * @param patience milliseconds after which requests still unanswered are cut off
 */
export async function closeGracefully(
  app: FastifyInstance,
  servers: Server[],
  patience: number
): Promise<void> {
  app.draining = true
  const closed = servers.map((server) => {
    NetServer.prototype.close.call(server)
    return once(server, 'close')
  })
  const lingerEnds = Date.now() + Math.min(LINGER, patience / 2)
  // Not in the timer itself: what came while this process was busy is read before setImmediate, and is no longer idle then.
  const sweep = setInterval(() => setImmediate(closeIdle, servers, lingerEnds), SWEEP)
  const late = new AbortController()
  await Promise.race([Promise.all(closed), delay(patience, undefined, { signal: late.signal })])
  late.abort()
  clearInterval(sweep)
  for (const server of servers) server.closeAllConnections()
  await app.close()
}

/** How long an idle connection may still send a request, in milliseconds: a busy client's next one comes sooner. */
const LINGER = 1_000
const SWEEP = 50

function closeIdle(servers: Server[], lingerEnds: number): void {
  if (Date.now() < lingerEnds) return
  for (const server of servers) server.closeIdleConnections()
}
