import type { Translate } from '@larder/blueprint'
import type { PrismaClient } from '@larder/database'
import type { Orders } from '@larder/orders'
import type { FastifyBaseLogger } from 'fastify'
import { PAYMENTS_ERR_NO_METHOD } from '../errors.js'
import type { OrderFacts, PaymentMethod } from './payment-method.js'

/** `app.payments`, which the functions of this package are given. */
export interface Payments {
  /**
   * Adds a way to pay. Checkouts offer them in the order in which they are added.
   *
   * @throws PAYMENTS_ERR_METHOD where the name is taken, or too long, or the app is ready
   */
  add(method: PaymentMethod): void
  /** In the order in which they were added. */
  methods: PaymentMethod[]
  db: PrismaClient
  orders: Orders
  log: FastifyBaseLogger
  urls: {
    /** Absolute: where providers lead the customer back to. */
    back(paymentId: number, language: string): string
    /** Where the customer sees the state of a payment that is shown by us. */
    payment(paymentId: number): string
    order(number: string): string
  }
  /** The messages in a language, BCP 47. */
  speak(language: string): Translate
  /** Milliseconds that a provider is waited for. */
  patience: number
}

/** The ways to pay that fit an order, in their order. */
export function offeredMethods({ methods }: Pick<Payments, 'methods'>, facts: OrderFacts): PaymentMethod[] {
  return methods.filter((method) => method.offered(facts))
}

/** The way to pay of this name; undefined where it was taken away. */
export function findMethod(
  { methods }: Pick<Payments, 'methods'>,
  name: string | undefined
): PaymentMethod | undefined {
  return methods.find((one) => one.name === name)
}

/** The way to pay that a payment was begun by. @throws PAYMENTS_ERR_NO_METHOD */
export function methodOf(payments: Pick<Payments, 'methods'>, name: string): PaymentMethod {
  const method = findMethod(payments, name)
  if (!method) throw new PAYMENTS_ERR_NO_METHOD(name)
  return method
}
