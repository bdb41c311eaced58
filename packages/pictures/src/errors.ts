import { createError } from '@fastify/error'

export const PICTURES_ERR_TOO_LARGE = createError(
  'PICTURES_ERR_TOO_LARGE',
  'This picture has more than 10 MB. Save it smaller, or with a lower quality.',
  413
)
export const PICTURES_ERR_TOO_MANY_PIXELS = createError(
  'PICTURES_ERR_TOO_MANY_PIXELS',
  'This picture has %s megapixels; 50 are the most. Save it with fewer.',
  413
)
export const PICTURES_ERR_EMPTY = createError('PICTURES_ERR_EMPTY', 'This file is empty.', 422)
export const PICTURES_ERR_KIND = createError(
  'PICTURES_ERR_KIND',
  'We cannot read this file as a picture. Send a whole JPEG, PNG, WebP or AVIF.',
  422
)
export const PICTURES_ERR_DAMAGED = createError(
  'PICTURES_ERR_DAMAGED',
  'This picture is damaged, or its end is missing. Send it again, or save it anew.',
  422
)
export const PICTURES_ERR_DRAWING = createError(
  'PICTURES_ERR_DRAWING',
  'This drawing has no viewBox of two zeros, a width and a height.'
)
export const PICTURES_ERR_NOT_FOUND = createError('PICTURES_ERR_NOT_FOUND', 'We have no such picture.', 404)
