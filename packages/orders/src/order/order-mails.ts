import { formatAddress } from '@larder/addresses'
import { translatorOf } from '@larder/blueprint'
import type { Database } from '@larder/database'
import type { Attachment } from '@larder/mail'
import { formatPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { type Cause, type OrderRow, payableOf, recordEvent } from './lock-order.js'
import { createOrderKey } from './order-keys.js'

const ORDER_MAILS = [
  'placed',
  'paid',
  'due',
  'sent',
  'ready',
  'cancelled',
  'refunded',
  'withdrawn',
  'new-link'
] as const
export type OrderMailName = (typeof ORDER_MAILS)[number]

export function isOrderMail(name: string | undefined): name is OrderMailName {
  return ORDER_MAILS.some((one) => one === name)
}

/** A file that is attached to a mail, which names it in words. */
export interface MailFile extends Attachment {
  title: string
}

/** The mails to customers. Each is sent if the transaction commits that it is written in. */
export interface OrderMails {
  /**
   * Writes a mail, and an event `mailed` that names it; nothing where the order is anonymised.
   *
   * @param amount what is paid back, in minor units
   */
  send(tx: Database, name: OrderMailName, order: OrderRow, cause: Cause, amount?: number): Promise<void>
}

/** @param app the blueprint, whose templates the mails have */
export function createOrderMails(app: FastifyInstance): OrderMails {
  return {
    async send(tx, name, order, cause, amount = 0) {
      if (order.email === '') return
      const { now } = cause
      // Who has no account gets a link that opens the order by itself.
      const askedAt = name === 'new-link' ? now : undefined
      const hasKey = order.userId === null || askedAt !== undefined
      const key = hasKey ? await createOrderKey(tx, order.id, { now, askedAt }) : undefined
      const { t } = translatorOf(app, order.language)
      const notes = app.orders.hooks.mailNotes.flatMap((hook) => hook(name, order, t) ?? [])
      const amounts = { amount: priceIn(order)(amount) }
      const files: MailFile[] = []
      for (const hook of app.orders.hooks.mailFiles) files.push(...(await hook(tx, name, order)))
      const attached = files.map(({ title }) => title)
      const data = { ...describe(order), ...amounts, notes, attached, key, now }
      const message = app.renderMail(name, data, { language: order.language })
      const attachments = files.map(({ title, ...file }) => file)
      const mail = await app.mail.send(tx, {
        to: order.email,
        ...message,
        attachments,
        secret: key !== undefined
      })
      await recordEvent(tx, order.id, 'mailed', cause, { name, mail: mail.id, amount })
    }
  }
}

/** What the templates are given, in words. */
function describe(order: OrderRow) {
  const price = priceIn(order)
  const address = order.addresses.find(({ kind }) => kind === 'delivery')
  return {
    number: order.number,
    lines: order.lines.map(({ name, unit, quantity, total }) => ({
      name,
      unit,
      quantity,
      total: price(total)
    })),
    method: order.methodName,
    delivery: price(order.deliveryTotal),
    total: price(order.total),
    taxes: order.taxLines.map(({ rate, tax }) => ({ rate: rate / 10_000, tax: price(tax) })),
    owed: price(payableOf(order)),
    payBy: order.payBy,
    deliverFrom: order.deliverFrom,
    deliverUntil: order.deliverUntil,
    address: address ? formatAddress(address, order.language) : [],
    tracking: order.shipments.flatMap(({ status, carrier, tracking }) =>
      status === 'sent' && tracking ? [`${carrier} ${tracking}`.trim()] : []
    )
  }
}

function priceIn({ currency, language }: OrderRow) {
  return (amount: number) => formatPrice(amount, currency, language)
}
