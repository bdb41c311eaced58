import type { SqlDriverAdapter, SqlQuery, SqlResultSet } from '@prisma/driver-adapter-utils'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { SCHEMA_ENGINE_ERR_BAD_URL } from '../errors.js'

/**
 * The engine's adapter where no database is configured. Comparing schema files needs none, but the
 * engine always asks for the server's version. Anything else fails for want of a URL.
 */
export function openNoDatabase(): SqlDriverAdapter {
  const refuse = () => Promise.reject(new SCHEMA_ENGINE_ERR_BAD_URL('is missing'))
  return {
    provider: 'postgres',
    adapterName: '@larder/schema-engine',
    queryRaw: ({ sql }: SqlQuery) =>
      sql.includes('server_version_num') ? Promise.resolve(SERVER) : refuse(),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: () => Promise.resolve()
  }
}

/** Answers whether the schema exists, and the version as words and number. */
const SERVER: SqlResultSet = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
  rows: [[true, 'PostgreSQL 18.0', 180000]]
}
