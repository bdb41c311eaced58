import { type PictureSources, pictureSources } from '@larder/pictures'
import type { FastifyInstance } from 'fastify'
import { type FocusedPicture, readCover } from './cover.js'

/** What the template `picture` needs. */
export interface ShownPicture {
  src: string
  /** Of WebP, in widths; undefined where there is `src` alone. */
  srcset?: string | undefined
  /** For those who show it by itself. */
  large: string
  /** The classes that keep its focus in a frame of another shape. */
  focus: string
}

/** Shows the `picture` of a good; undefined where it has none, or none that is there. */
export type PictureOf = (picture: string | FocusedPicture | null) => ShownPicture | undefined

/** Makes of a good's picture what templates show. */
export function picturesOf({ urlFor, assetUrl }: Pick<FastifyInstance, 'urlFor' | 'assetUrl'>): PictureOf {
  const sourcesOf = pictureSources(urlFor)
  return (picture) => {
    if (!picture) return undefined
    const stored = typeof picture === 'string' ? readCover(picture) : picture
    if (stored) return addFocus(sourcesOf(stored), stored)
    const src = typeof picture === 'string' ? formerUrl(picture) : undefined
    return src === undefined ? undefined : { src, large: src, focus: '' }
  }

  function formerUrl(picture: string): string | undefined {
    if (URL.canParse(picture)) return picture
    try {
      return assetUrl(`pictures/${picture}`)
    } catch {
      return undefined
    }
  }
}

/** No style may stand in a page, so goods.css has a class for each tenth. */
function addFocus({ src, srcset, large }: PictureSources, { focusX, focusY }: FocusedPicture): ShownPicture {
  const [x, y] = [Math.round(focusX / 10), Math.round(focusY / 10)]
  return { src, srcset, large, focus: x === 5 && y === 5 ? '' : `focus-x-${x} focus-y-${y}` }
}

/** The picture as JSON has it. A static file has its name there, as in the former release. */
export function urlOfPicture(show: PictureOf, picture: string | null): string | null {
  return picture && readCover(picture) ? (show(picture)?.src ?? null) : picture
}
