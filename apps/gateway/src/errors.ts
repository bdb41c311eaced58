import { createError } from '@fastify/error'

/** One line for each wrong setting. */
export const GATEWAY_ERR_SETTINGS = createError('GATEWAY_ERR_SETTINGS', '%s')
export const GATEWAY_ERR_CONFIG_FILE = createError('GATEWAY_ERR_CONFIG_FILE', '%s %s')
export const GATEWAY_ERR_ADDRESS = createError('GATEWAY_ERR_ADDRESS', '%s %s')
export const GATEWAY_ERR_DATABASE = createError(
  'GATEWAY_ERR_DATABASE',
  'The database %s cannot be used (%s). Check DATABASE_URL, or unset it to use the embedded PostgreSQL.'
)
export const GATEWAY_ERR_NO_DATABASE = createError(
  'GATEWAY_ERR_NO_DATABASE',
  'There is no database %s. Run "npx larder-db upgrade", which makes it, or start with --migrate.'
)
export const GATEWAY_ERR_MIGRATIONS_PENDING = createError(
  'GATEWAY_ERR_MIGRATIONS_PENDING',
  'The database %s lacks %s. Run "npx larder-db upgrade", or start with --migrate.'
)
export const GATEWAY_ERR_BOOT = createError('GATEWAY_ERR_BOOT', 'The workers do not start: %s')
export const GATEWAY_ERR_RELOAD = createError(
  'GATEWAY_ERR_RELOAD',
  'Not reloaded, what ran before goes on: %s'
)
export const GATEWAY_ERR_STOPPED = createError('GATEWAY_ERR_STOPPED', 'The gateway was stopped meanwhile.')
export const GATEWAY_ERR_RUNS_ALREADY = createError(
  'GATEWAY_ERR_RUNS_ALREADY',
  'A gateway with the pid file %s runs already (pid %s). Stop it: gateway stop --pid %s'
)
export const GATEWAY_ERR_PID_FILE = createError('GATEWAY_ERR_PID_FILE', 'The pid file %s cannot be made: %s')
export const GATEWAY_ERR_NOT_RUNNING = createError(
  'GATEWAY_ERR_NOT_RUNNING',
  'No gateway with the pid file %s is running.'
)
export const GATEWAY_ERR_NO_ANSWER = createError(
  'GATEWAY_ERR_NO_ANSWER',
  'The gateway of %s has not answered within %s s. It may be at work on a busy machine: --wait gives it longer, its log says what it waits for.'
)
/** What another process of ours has said. */
export const GATEWAY_ERR_REPORTED = createError('GATEWAY_ERR_REPORTED', '%s')
export const GATEWAY_ERR_ENDED = createError(
  'GATEWAY_ERR_ENDED',
  'It ended before it served (%s). Its log says why.'
)

export const GATEWAY_ERR_NO_FIGURES = createError(
  'GATEWAY_ERR_NO_FIGURES',
  'The master does not tell what its workers have counted.',
  503
)

export const GATEWAY_ERR_BUSY = createError('GATEWAY_ERR_BUSY', 'The worker has more to do than it can.', 503)
/** For visitors. */
export const GATEWAY_ERR_TOO_OFTEN = createError(
  'GATEWAY_ERR_TOO_OFTEN',
  'That was too often. Please try again in %s.',
  429
)
export const GATEWAY_ERR_HOST = createError(
  'GATEWAY_ERR_HOST',
  'This request has more than one Host header, or one that names no host.',
  400
)
export const GATEWAY_ERR_URL = createError('GATEWAY_ERR_URL', 'This address cannot be read.', 400)
export const GATEWAY_ERR_URL_TOO_LONG = createError(
  'GATEWAY_ERR_URL_TOO_LONG',
  'This address is too long.',
  414
)

/** Exit codes as gunicorn has them: 3 for workers that do not boot; 2, as in the shell, for wrong arguments. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return 1
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
  if (error instanceof GATEWAY_ERR_SETTINGS || error instanceof GATEWAY_ERR_CONFIG_FILE) return 2
  return error instanceof GATEWAY_ERR_BOOT ? 3 : 1
}
