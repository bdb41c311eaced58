import { createError } from '@fastify/error'

/** One line for each wrong setting. */
export const SERVE_ERR_SETTINGS = createError('SERVE_ERR_SETTINGS', '%s')
export const SERVE_ERR_SETTING_TWICE = createError(
  'SERVE_ERR_SETTING_TWICE',
  'Two settings have the name %s: give one of them another.'
)
export const SERVE_ERR_CONFIG_FILE = createError('SERVE_ERR_CONFIG_FILE', '%s %s')
export const SERVE_ERR_ADDRESS = createError('SERVE_ERR_ADDRESS', '%s %s')
export const SERVE_ERR_LOG = createError('SERVE_ERR_LOG', 'The log %s cannot be written (%s).')

/** The app is not to be had: what is wrong, and what to do. */
export const SERVE_ERR_APP = createError('SERVE_ERR_APP', '%s %s')
export const SERVE_ERR_APP_LISTENS = createError(
  'SERVE_ERR_APP_LISTENS',
  'The app listens by itself. Leave app.listen() out: the workers listen for it.'
)

export const SERVE_ERR_BOOT = createError('SERVE_ERR_BOOT', 'The workers do not start: %s')
export const SERVE_ERR_RELOAD = createError('SERVE_ERR_RELOAD', 'Not reloaded, what ran before goes on: %s')
export const SERVE_ERR_STOPPED = createError('SERVE_ERR_STOPPED', 'It was stopped meanwhile.')
export const SERVE_ERR_RUNS_ALREADY = createError<string, number, [string, string, string, string, string]>(
  'SERVE_ERR_RUNS_ALREADY',
  'A %s with the pid file %s runs already (pid %s). Stop it: %s stop --pid %s',
  500
)
export const SERVE_ERR_PID_FILE = createError('SERVE_ERR_PID_FILE', 'The pid file %s cannot be made: %s')
export const SERVE_ERR_NOT_RUNNING = createError(
  'SERVE_ERR_NOT_RUNNING',
  'No %s with the pid file %s is running.'
)
export const SERVE_ERR_NO_ANSWER = createError(
  'SERVE_ERR_NO_ANSWER',
  'The %s of %s has not answered within %s s. It may be at work on a busy machine: --wait gives it longer, its log says what it waits for.'
)
/** What a child that did something for the master has said. */
export const SERVE_ERR_CHILD = createError('SERVE_ERR_CHILD', '%s')
/** What another process of ours has said. */
export const SERVE_ERR_REPORTED = createError('SERVE_ERR_REPORTED', '%s')
export const SERVE_ERR_ENDED = createError(
  'SERVE_ERR_ENDED',
  'It ended before it served (%s). Its log says why.'
)

export const SERVE_ERR_BUSY = createError('SERVE_ERR_BUSY', 'The worker has more to do than it can.', 503)
export const SERVE_ERR_NO_METRICS = createError(
  'SERVE_ERR_NO_METRICS',
  'The master does not tell what its workers have counted.',
  503
)

/** Exit codes as gunicorn has them: 3 for workers that do not boot; 2, as in the shell, for wrong arguments. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return 1
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
  if (error instanceof SERVE_ERR_SETTINGS || error instanceof SERVE_ERR_CONFIG_FILE) return 2
  return error instanceof SERVE_ERR_BOOT ? 3 : 1
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
