import type { IncomingHttpHeaders } from 'node:http'
import { Pool } from 'undici'
import type { Route } from './routes.js'

export interface Request {
  method: Route['method']
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Outcome {
  requests: number
  seconds: number
  /** Milliseconds. */
  p50: number
  p99: number
}

/** @returns the next request; undefined where there is none left */
export type NextRequest = () => Request | undefined

/** Visitors at once, each with a connection that is kept. */
const VISITORS = 16
const LONGEST = 10

/**
 * So many seconds of load, or until there is no request left; longer, up to ten, where that is needed for `least` requests.
 *
 * @throws where an answer is not 200 or 201
 */
export async function load(
  origin: string,
  next: NextRequest,
  seconds: number,
  least = 0,
  visitors = VISITORS
): Promise<Outcome> {
  const pool = new Pool(origin, { connections: visitors, pipelining: 1 })
  const latencies: number[] = []
  const begin = performance.now()
  const passed = () => (performance.now() - begin) / 1_000
  try {
    await Promise.all(Array.from({ length: visitors }, visit))
  } finally {
    await pool.destroy()
  }
  latencies.sort((one, other) => one - other)
  return {
    requests: latencies.length,
    seconds: passed(),
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0
  }

  async function visit(): Promise<void> {
    while (passed() < seconds || (latencies.length < least && passed() < LONGEST)) {
      const request = next()
      if (!request) return
      const sent = performance.now()
      const { statusCode, body } = await pool.request(request)
      await body.dump({ limit: 10_000_000 })
      if (!isDone(statusCode)) throw new Error(`${origin}${request.path} answers ${statusCode}`)
      latencies.push(performance.now() - sent)
    }
  }
}

/** One request, for its answer. @throws where it is not 200 or 201 */
export async function ask(
  origin: string,
  request: Request
): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  const pool = new Pool(origin)
  try {
    const { statusCode, headers, body } = await pool.request(request)
    const text = await body.text()
    if (!isDone(statusCode)) throw new Error(`${origin}${request.path} answers ${statusCode}: ${text}`)
    return { headers, text }
  } finally {
    await pool.close()
  }
}

function isDone(statusCode: number): boolean {
  return statusCode === 200 || statusCode === 201
}
