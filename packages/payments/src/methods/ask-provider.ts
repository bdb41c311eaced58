import { PAYMENTS_ERR_SLOW } from '../errors.js'
import type { Payments } from './method-registry.js'

/**
 * Asks a provider, and gives up after `patience`. It may have done by then what it was asked for.
 *
 * @throws what the method throws; PAYMENTS_ERR_SLOW
 */
export function askProvider<Answer>(
  { patience }: Pick<Payments, 'patience'>,
  method: string,
  ask: (signal: AbortSignal) => Promise<Answer>
): Promise<Answer> {
  const signal = AbortSignal.timeout(patience)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new PAYMENTS_ERR_SLOW(method, patience)), { once: true })
  })
  return Promise.race([ask(signal), late])
}
