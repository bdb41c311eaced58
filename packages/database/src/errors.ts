import { createError } from '@fastify/error'

export const DATABASE_ERR_URL = createError(
  'DATABASE_ERR_URL',
  'The database URL %s. It should look like postgresql://USER:PASSWORD@HOST:PORT/DATABASE or mysql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.'
)
export const DATABASE_ERR_POOLER = createError(
  'DATABASE_ERR_POOLER',
  'A pooler such as PgBouncer stands before the database, and keeps neither start-up parameters nor prepared statements: turn on the setting "pooler".'
)
export const DATABASE_ERR_POOLED_SCHEMA = createError(
  'DATABASE_ERR_POOLED_SCHEMA',
  'A pooler does not pass on ?schema=%s. Say it to the server: ALTER ROLE … IN DATABASE … SET search_path = %s'
)
export const DATABASE_ERR_MODELS = createError(
  'DATABASE_ERR_MODELS',
  "The app's own Prisma client lacks what this version of Larder has: %s. Run: npx larder-db init && npx prisma generate"
)
export const DATABASE_ERR_DECORATION_TAKEN = createError(
  'DATABASE_ERR_DECORATION_TAKEN',
  'The app has `app.db` already, which @larder/database adds: by itself, by another plugin, or registered twice. Register Larder in a plugin of its own: app.register(async (shop) => { shop.register(database, …) })'
)
