import { Writable } from 'node:stream'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'

/**
 * The log of a test's app, at its most talkative. What its clients send as passwords and secrets, and what they get as
 * cookies, must not be in it.
 */
export function createWatchedLog() {
  const lines: string[] = []
  const secrets = new Set<string>()
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    }
  })

  return {
    stream,
    read: (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line)),
    /** Remembers what of a request and its answer is secret. */
    note({ url, payload }: InjectOptions, { cookies }: LightMyRequestResponse): void {
      const sent = [...fieldsOf(payload), ...new URL(String(url), 'http://localhost').searchParams]
      for (const [name, value] of sent) if (SECRET_FIELD.test(name)) remember(value)
      for (const { value } of cookies) remember(value)
    },
    /** @throws with the line that has a secret in it */
    check(): void {
      for (const line of lines) {
        const secret = [...secrets].find((secret) => line.includes(secret))
        if (secret) throw new Error(`The log has the secret ${secret}: ${line}`)
      }
    }
  }

  function remember(value: unknown): void {
    // Anything shorter may be in a log by chance.
    if (typeof value === 'string' && value.length >= SHORTEST) secrets.add(value)
  }
}

const SECRET_FIELD = /password|token|secret|recovery_code|^key$/i
const SHORTEST = 8

function fieldsOf(payload: InjectOptions['payload']): [string, unknown][] {
  if (typeof payload === 'string') return [...new URLSearchParams(payload)]
  return payload && !(payload instanceof Buffer) ? Object.entries(payload) : []
}
