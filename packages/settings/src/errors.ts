import { createError } from '@fastify/error'

export const SETTINGS_ERR_SECTION_TAKEN = createError(
  'SETTINGS_ERR_SECTION_TAKEN',
  "The section of settings '%s' is added twice."
)
export const SETTINGS_ERR_UNKNOWN_SECTION = createError(
  'SETTINGS_ERR_UNKNOWN_SECTION',
  'There are no settings ‘%s’.',
  404
)
