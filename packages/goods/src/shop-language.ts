import { languagesIn } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'

/** The language of what stands in `goods` and `categories`. */
export const SHOP_LANGUAGE = 'en'

/** The languages in which the shop has pages, without that one. */
export function otherLanguages(app: FastifyInstance): string[] {
  return languagesIn(app).all.filter((language) => language !== SHOP_LANGUAGE)
}
