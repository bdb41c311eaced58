import { createRequire } from 'node:module'

/**
 * Keeps the process alive where the driver, version 3.4.5, rejects a promise that nobody has: besides
 * telling the pool, when a connection breaks while it is set up, and when it is destroyed in the
 * middle of a statement, and the KILL of that fails.
 */
export function handleDriverRejections(): void {
  const driver: unknown = createRequire(import.meta.url)('mariadb/lib/connection.js')
  const prototype: object = typeof driver === 'function' ? driver.prototype : {}
  if (patched.has(prototype)) return
  patched.add(prototype)
  wrap(prototype, 'executeSessionVariableQuery', (begin) => SetUp.resolve(begin()))
  wrap(prototype, 'destroy', (destroy, connection) => {
    // The connection that sends the KILL gets a copy of these options.
    Reflect.set(Reflect.get(connection, 'opts'), SENDS_KILL, true)
    return destroy()
  })
  wrap(prototype, 'query', (query, connection, [command, resolve, reject]) => {
    const sendsKill = Reflect.has(Reflect.get(connection, 'opts'), SENDS_KILL) && isKill(command)
    return query(command, resolve, sendsKill ? resolve : reject)
  })
}

const patched = new WeakSet<object>()

const SENDS_KILL = Symbol('sends KILL')

function isKill(command: unknown): boolean {
  return typeof command === 'object' && command !== null && /^KILL /.test(String(Reflect.get(command, 'sql')))
}

/** Replaces a method that the driver does not document. A test tells where it is gone. */
function wrap(
  prototype: object,
  name: string,
  replacement: (original: (...args: unknown[]) => unknown, connection: object, args: unknown[]) => unknown
): void {
  const original: unknown = Reflect.get(prototype, name)
  if (typeof original !== 'function') return
  Reflect.set(prototype, name, function (this: object, ...given: unknown[]) {
    return replacement((...args) => Reflect.apply(original, this, args), this, given)
  })
}

/** A promise, of which nobody has to take the failure that is left after `catch`. */
class SetUp<Value> extends Promise<Value> {
  override catch<Other = never>(
    onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null
  ): Promise<Value | Other> {
    const end = super.catch(onRejected)
    end.then(undefined, () => {})
    return end
  }
}
