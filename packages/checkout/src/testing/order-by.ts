import type { TestClient } from '@larder/testing'
import type { LightMyRequestResponse } from 'fastify'
import type { CheckoutAnswer, CheckoutValues } from '../schemas.js'

/** A guest in Berlin. */
export const BERLIN = {
  email: 'anna@example.org',
  name: 'Anna Muster',
  street: 'Gartenweg 3',
  postal_code: '10115',
  city: 'Berlin',
  country: 'DE'
} satisfies CheckoutValues

type Open = NonNullable<CheckoutAnswer['checkout']>

/**
 * The checkout of a client whose cart has goods, after these values were typed.
 *
 * @param url the checkout's, in a language
 */
export async function openCheckout(
  client: TestClient,
  values: CheckoutValues = {},
  url = '/checkout'
): Promise<Open> {
  const { checkout }: CheckoutAnswer = (await client.get(url)).json()
  if (!checkout) throw new Error('The cart is empty.')
  const body = { checkout_id: checkout.checkout_id, ...values }
  const answer: CheckoutAnswer = (await client.post(url, body)).json()
  if (!answer.checkout) throw new Error(`The checkout is ${answer.outcome}.`)
  return answer.checkout
}

/** Orders what is in the client's cart, as a program does, after it has seen the total. */
export async function orderBy(
  client: TestClient,
  values: CheckoutValues,
  url = '/checkout'
): Promise<LightMyRequestResponse> {
  const { checkout_id, seen } = await openCheckout(client, values, url)
  return client.post(url, { checkout_id, seen: seen ?? '', action: 'order', ...values })
}
