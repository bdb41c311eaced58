import { createError } from '@fastify/error'

export const GOODS_ERR_NOT_FOUND = createError('GOODS_ERR_NOT_FOUND', 'We have no such good.', 404)
export const GOODS_ERR_NO_CATEGORY = createError('GOODS_ERR_NO_CATEGORY', 'We have no such category.', 404)
export const GOODS_ERR_NO_PAGE = createError('GOODS_ERR_NO_PAGE', 'This list has no such page.', 404)
