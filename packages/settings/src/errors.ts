import { createError } from '@fastify/error'

export const SETTINGS_ERR_DECORATION_TAKEN = createError(
  'SETTINGS_ERR_DECORATION_TAKEN',
  "The app has 'app.settings' already: @larder/settings was registered twice, or another plugin took the name."
)
export const SETTINGS_ERR_SECTION_TAKEN = createError(
  'SETTINGS_ERR_SECTION_TAKEN',
  "The section of settings '%s' is added twice."
)
export const SETTINGS_ERR_UNKNOWN_SECTION = createError(
  'SETTINGS_ERR_UNKNOWN_SECTION',
  'There are no settings ‘%s’.',
  404
)
