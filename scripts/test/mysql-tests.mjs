// Which tests run on MariaDB, or on the MySQL of LARDER_TEST_MYSQL_URL, besides PostgreSQL. A single test that keeps to
// PostgreSQL says so where it stands: postgresqlOnly('its reason'), of @larder/testing.

/** The packages whose tests `npm run test:long` runs there, but for POSTGRESQL_ONLY. */
export const MYSQL_PACKAGES = [
  'packages/session',
  'packages/mail',
  'packages/tasks',
  'packages/users',
  'packages/goods',
  'packages/carts',
  'packages/addresses',
  'packages/stock',
  'packages/orders',
  'packages/delivery',
  'packages/payments',
  'packages/checkout'
]

/** What `npm test` runs there: the files with the most statements of their own. */
export const CORE = [
  'packages/session/test/rate-limit.ts',
  'packages/goods/test/goods.ts',
  'packages/goods/test/search.ts',
  'packages/carts/test/carts.ts'
]

/** What runs on PostgreSQL only, and why. */
export const POSTGRESQL_ONLY = {}
