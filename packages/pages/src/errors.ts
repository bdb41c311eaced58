import { createError } from '@fastify/error'

export const PAGES_ERR_NOT_FOUND = createError('PAGES_ERR_NOT_FOUND', 'We have no such page.', 404)
