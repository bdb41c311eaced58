import { createError } from '@fastify/error'

export const MYSQL_ERR_URL = createError(
  'MYSQL_ERR_URL',
  'The database URL %s. It should look like mysql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.'
)
export const MYSQL_ERR_VERSION = createError(
  'MYSQL_ERR_VERSION',
  'The database server is %s. Larder needs MySQL 8.0.16 or MariaDB 10.11, or later.'
)
export const MYSQL_ERR_NOT_STRICT = createError(
  'MYSQL_ERR_NOT_STRICT',
  'The database server cuts text that is too long, because its sql_mode lacks STRICT_TRANS_TABLES. Add that to sql_mode in its configuration, and restart it.'
)
export const MYSQL_ERR_TABLE_NAMES = createError(
  'MYSQL_ERR_TABLE_NAMES',
  'The database server changes the names of tables, because its lower_case_table_names is %s. Larder needs 0, which can only be set when a server is made.'
)
export const MYSQL_ERR_COLLATION = createError(
  'MYSQL_ERR_COLLATION',
  'The database %s has the collation %s, in which different texts are equal. Say: ALTER DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
)
export const MYSQL_ERR_PACKET = createError(
  'MYSQL_ERR_PACKET',
  'The database server takes no statement above %s bytes, and a mail may be larger. Set its max_allowed_packet to 64M or more.'
)
export const MYSQL_ERR_NO_SERVER = createError(
  'MYSQL_ERR_NO_SERVER',
  'The tests need mariadbd, which is not installed. On Debian: apt-get install --no-install-recommends mariadb-server-core mariadb-client-core. Or set LARDER_TEST_MYSQL_URL to the address of a server on which they may make databases.'
)
export const MYSQL_ERR_NOT_STARTED = createError('MYSQL_ERR_NOT_STARTED', 'mariadbd did not start:\n%s')
