import { tracingChannel } from 'node:diagnostics_channel'
import { PAYMENTS_ERR_SLOW } from '../errors.js'
import type { Payments } from './method-registry.js'

/**
 * Asks a provider, and gives up after `patience`. It may have done by then what it was asked for.
 * Those who subscribe to `tracing:larder.payment:*` are told.
 *
 * @throws what the method throws; PAYMENTS_ERR_SLOW
 */
export function askProvider<Answer>(
  { patience }: Pick<Payments, 'patience'>,
  method: string,
  step: PaymentStep,
  ask: (signal: AbortSignal) => Promise<Answer>
): Promise<Answer> {
  const signal = AbortSignal.timeout(patience)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new PAYMENTS_ERR_SLOW(method, patience)), { once: true })
  })
  return asked.tracePromise(() => Promise.race([ask(signal), late]), { method, step })
}

/** What a provider is asked for. */
export type PaymentStep = 'begin' | 'read' | 'capture' | 'abandon' | 'refund' | 'find'

const asked = tracingChannel<unknown, { method: string; step: PaymentStep }>('larder.payment')
