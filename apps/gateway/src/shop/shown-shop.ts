import { pictureSources } from '@larder/pictures'
import { readPicture } from '@larder/settings'
import type { FastifyInstance } from 'fastify'

interface Logo {
  src: string
  /** In pixels, of a picture that is 32 high. */
  width: number
}

/** What templates know of the shop; `logo` is undefined where the owner has set none. */
export type ShownShop<Shop> = Omit<Shop, 'logo'> & { logo: Logo | undefined }

/** The shop as pages show it. */
export function shownShop<Shop extends { logo: string }>(app: FastifyInstance, shop: Shop): ShownShop<Shop> {
  const picture = readPicture(shop.logo)
  if (!picture) return { ...shop, logo: undefined }
  const { small, width, height } = pictureSources(app.urlFor)(picture)
  return { ...shop, logo: { src: small, width: widthOf(width, height) } }
}

/** The shop as mails show it: by a whole URL, and as a JPEG, since some programs show no WebP. */
export function shopInMails<Shop extends { logo: string }>(
  app: FastifyInstance,
  shop: Shop
): ShownShop<Shop> {
  const picture = readPicture(shop.logo)
  if (!picture) return { ...shop, logo: undefined }
  const { src, width, height } = pictureSources(app.urlFor)(picture)
  const home = app.urlFor('home', {}, {}, { absolute: true })
  return { ...shop, logo: { src: new URL(src, home).href, width: widthOf(width, height) } }
}

function widthOf(width: number, height: number): number {
  return Math.min(160, Math.round((32 * width) / height))
}
