import { createError } from '@fastify/error'

export const GOODS_ERR_NOT_FOUND = createError('GOODS_ERR_NOT_FOUND', 'We have no such product.', 404)
export const GOODS_ERR_NO_CATEGORY = createError('GOODS_ERR_NO_CATEGORY', 'We have no such category.', 404)
export const GOODS_ERR_NO_LANGUAGE = createError(
  'GOODS_ERR_NO_LANGUAGE',
  'The shop has no texts of products for this language. Choose another one of its languages.',
  404
)
export const GOODS_ERR_NO_BATCH = createError(
  'GOODS_ERR_NO_BATCH',
  'The log of changes knows no such change of several products.',
  404
)
export const GOODS_ERR_SHOWN = createError(
  'GOODS_ERR_SHOWN',
  'The field «shown» is not the JSON that the form had. Leave it out, or open the form again.',
  400
)
export const GOODS_ERR_NO_PAGE = createError('GOODS_ERR_NO_PAGE', 'This list has no such page.', 404)
export const GOODS_ERR_PICTURE_LOST = createError(
  'GOODS_ERR_PICTURE_LOST',
  'One of these pictures is not there any more. Load the page again, and send the picture once more.',
  409
)
export const GOODS_ERR_UPLOAD = createError(
  'GOODS_ERR_UPLOAD',
  'That is more than we take at once. Send fewer pictures, of at most 10 MB each.',
  413
)
