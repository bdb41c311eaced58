import { createError } from '@fastify/error'

export const GOODS_ERR_NOT_FOUND = createError('GOODS_ERR_NOT_FOUND', 'We have no such good.', 404)
