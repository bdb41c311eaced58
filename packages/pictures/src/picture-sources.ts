import type { UrlFor } from '@larder/blueprint'
import type { Picture } from './add-picture.js'
import { isDrawing, SIZES, type Size, sizeName } from './picture-files.js'

/** What an `img` shows of a picture, in a `picture` that offers WebP before. */
export interface PictureSources {
  /** A JPEG of at most 640 pixels, or the drawing. */
  src: string
  /** The sizes as WebP, for a `source`; undefined of a drawing. */
  srcset: string | undefined
  /** A WebP of at most 320 pixels, or the drawing: for what is shown small and is always the same, as a logo. */
  small: string
  /** A JPEG of at most 1,280 pixels, or the drawing: for those who show it by itself. */
  large: string
  /** In pixels, of the picture itself. */
  width: number
  height: number
}

/** Makes the URLs of pictures, as templates want them. */
export function pictureSources(urlFor: UrlFor): (picture: Picture) => PictureSources {
  const urlOf = (file: string) => urlFor('pictures.file', { file })
  return ({ picture, width, height }) => {
    if (isDrawing(picture)) {
      const src = urlOf(picture)
      return { src, srcset: undefined, small: src, large: src, width, height }
    }
    const jpeg = (size: Size) => urlOf(sizeName(picture, size, 'jpg'))
    // Sizes beyond the picture's own are all the same.
    const needed = SIZES.filter((_size, index) => (SIZES[index - 1] ?? 0) < width)
    const srcset = needed
      .map((size) => `${urlOf(sizeName(picture, size, 'webp'))} ${Math.min(size, width)}w`)
      .join(', ')
    const small = urlOf(sizeName(picture, 320, 'webp'))
    return { src: jpeg(640), srcset, small, large: jpeg(1280), width, height }
  }
}
