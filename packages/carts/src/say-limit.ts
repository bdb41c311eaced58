import type { Translate } from '@larder/blueprint'

/** What the visitor is told of a good of which the cart has less than they want. */
export function sayLimit(t: Translate, name: string, quantity: number): string {
  return quantity === 0 ? t('carts:sold-out', { name }) : t('carts:limited', { name, n: quantity })
}
