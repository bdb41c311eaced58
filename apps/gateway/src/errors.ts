import { createError } from '@fastify/error'

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
export const GATEWAY_ERR_NO_MIGRATE = createError(
  'GATEWAY_ERR_NO_MIGRATE',
  'This installation cannot migrate: it lacks @larder/migrations. Start without --migrate after "larder-db upgrade" of the same version, or install it; "npm run deploy" takes --with-migrations.'
)
export const GATEWAY_ERR_NO_EMBEDDED = createError(
  'GATEWAY_ERR_NO_EMBEDDED',
  'This installation has no embedded PostgreSQL: it lacks @larder/postgres. Set DATABASE_URL, or install it; "npm run deploy" takes --with-embedded.'
)
export const GATEWAY_ERR_NO_TRACING = createError(
  'GATEWAY_ERR_NO_TRACING',
  'This installation cannot trace: it lacks @larder/tracing. Unset OTEL_EXPORTER_OTLP_ENDPOINT, or install it; "npm run deploy" takes --with-tracing.'
)
export const GATEWAY_ERR_KEY_FILE = createError(
  'GATEWAY_ERR_KEY_FILE',
  'The file %s cannot be read as a key of 32 bytes in base64. Have the account own it that made it, or remove it: two-step log-in is then set up anew.'
)
export const GATEWAY_ERR_UNFIT = createError(
  'GATEWAY_ERR_UNFIT',
  'Problems that were found: %s. Find out what wrote these rows before you mend them.'
)
export const GATEWAY_ERR_NO_ORDER = createError(
  'GATEWAY_ERR_NO_ORDER',
  "There is no order '%s'. Write its number as the customer has it, like L-1017."
)
export const GATEWAY_ERR_AMOUNT = createError(
  'GATEWAY_ERR_AMOUNT',
  "'%s' is no amount in %s. Write it with a point before its decimals, like 11.56."
)
export const GATEWAY_ERR_SEED = createError(
  'GATEWAY_ERR_SEED',
  '%s has no function as its default export, which --seed needs.'
)
export const GATEWAY_ERR_APP = createError('GATEWAY_ERR_APP', 'The app %s %s.')
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
