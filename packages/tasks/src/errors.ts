import { createError } from '@fastify/error'

export const TASKS_ERR_DATA = createError(
  'TASKS_ERR_DATA',
  "The data of a task '%s' is not what its kind says: %s"
)
export const TASKS_ERR_TOO_LARGE = createError(
  'TASKS_ERR_TOO_LARGE',
  "The data of a task '%s' has %s bytes; %s are the most. Keep what is large in a table, and give the task its id."
)
export const TASKS_ERR_NAME = createError(
  'TASKS_ERR_NAME',
  "'%s' is no name of a task, or no key. A name has 1 to %s characters, a key 1 to %s."
)
export const TASKS_ERR_KIND_TAKEN = createError(
  'TASKS_ERR_KIND_TAKEN',
  "Tasks '%s' have a handler already. Name the other kind after its own package."
)
export const TASKS_ERR_INTERVAL = createError(
  'TASKS_ERR_INTERVAL',
  "The interval of '%s' is %s. It is milliseconds, more than 0."
)
export const TASKS_ERR_UNKNOWN = createError('TASKS_ERR_UNKNOWN', 'There is no task %s.', 404)
export const TASKS_ERR_STATUS = createError('TASKS_ERR_STATUS', 'The task %s cannot be %s: it is %s.', 409)
