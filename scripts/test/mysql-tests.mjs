// Which tests run on MariaDB, or on the MySQL of LARDER_TEST_MYSQL_URL, besides PostgreSQL. A single test that keeps to
// PostgreSQL says so where it stands: if (onPostgresql), of @larder/testing.

/** What `npm test` runs there: the files with the most statements of their own. */
export const CORE = [
  'packages/carts/test/carts.ts',
  'packages/goods/test/goods.ts',
  'packages/goods/test/search.ts',
  'packages/goods/test/staff-list.ts',
  'packages/mail/test/outbox.ts',
  'packages/session/test/rate-limit.ts',
  'packages/stock/test/stock.ts',
  'packages/tasks/test/tasks.ts',
  'packages/users/test/users.ts'
]

/** The packages all of whose tests `npm run test:long` runs there, but for POSTGRESQL_ONLY. */
export const MYSQL_PACKAGES = [
  'apps/gateway',
  'packages/addresses',
  'packages/carts',
  'packages/checkout',
  'packages/delivery',
  'packages/favourites',
  'packages/files',
  'packages/goods',
  'packages/mail',
  'packages/orders',
  'packages/payments',
  'packages/reviews',
  'packages/session',
  'packages/stock',
  'packages/stock-alerts',
  'packages/stripe',
  'packages/tasks',
  'packages/users'
]

/** Those of test/long that it runs there, too. */
export const LONG = [
  'apps/gateway/test/long/database-commands.ts',
  'apps/gateway/test/long/lost-writes.ts',
  'apps/gateway/test/long/seed.ts',
  'apps/gateway/test/long/tracing.ts'
]

const NO_DATABASE = 'it asks no database'
const THE_CHECKOUT = 'it reads the files of the checkout, not a database'

/** Their files that run once, and why. */
export const POSTGRESQL_ONLY = {
  'apps/gateway/test/config.ts': NO_DATABASE,
  'apps/gateway/test/cycles.ts': THE_CHECKOUT,
  'apps/gateway/test/documentation.ts': THE_CHECKOUT,
  'apps/gateway/test/documented-commands.ts': THE_CHECKOUT,
  'apps/gateway/test/errors.ts': THE_CHECKOUT,
  'apps/gateway/test/explain.ts': NO_DATABASE,
  'apps/gateway/test/install.ts': THE_CHECKOUT,
  'apps/gateway/test/public-face.ts': THE_CHECKOUT,
  'apps/gateway/test/reload-on-change.ts': NO_DATABASE,
  'apps/gateway/test/request-ids.ts': NO_DATABASE,
  'apps/gateway/test/workflows.ts': THE_CHECKOUT,
  'packages/addresses/test/addresses.ts': NO_DATABASE,
  'packages/delivery/test/slot-times.ts': NO_DATABASE,
  'packages/files/test/settings.ts': NO_DATABASE,
  'packages/goods/test/show-picture.ts': NO_DATABASE,
  'packages/goods/test/terms.ts': NO_DATABASE,
  'packages/session/test/same-origin.ts': NO_DATABASE,
  'packages/users/test/passwords.ts': NO_DATABASE,
  'packages/users/test/replies.ts': NO_DATABASE,
  'packages/users/test/time-codes.ts': NO_DATABASE
}
