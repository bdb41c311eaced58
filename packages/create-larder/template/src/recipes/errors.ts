import { createError } from '@fastify/error'

export const RECIPES_ERR_NOT_FOUND = createError('RECIPES_ERR_NOT_FOUND', 'We have no such recipe.', 404)
