import { createRequire } from 'node:module'

/**
 * Keeps the process alive when a connection breaks while the driver sets it up: besides telling the
 * pool, it rejects a promise that nobody has. Its versions from 3.5 on do not.
 */
export function surviveFailedSetUps(): void {
  const driver: unknown = createRequire(import.meta.url)('mariadb/lib/connection.js')
  const prototype = typeof driver === 'function' ? driver.prototype : {}
  const begin: unknown = Reflect.get(prototype, BEGIN)
  if (typeof begin !== 'function' || patched.has(prototype)) return
  patched.add(prototype)
  Reflect.set(prototype, BEGIN, function (this: unknown) {
    return SetUp.resolve(Reflect.apply(begin, this, []))
  })
}

const patched = new WeakSet<object>()

/** The first step, whose promise the others follow. The driver does not document it. */
const BEGIN = 'executeSessionVariableQuery'

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
