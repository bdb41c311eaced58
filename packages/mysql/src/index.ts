export { checkServer, isMariadb, READ_SERVER, type ServerSettings } from './check-server.js'
export {
  MYSQL_ERR_COLLATION,
  MYSQL_ERR_NOT_STRICT,
  MYSQL_ERR_PACKET,
  MYSQL_ERR_TABLE_NAMES,
  MYSQL_ERR_URL,
  MYSQL_ERR_VERSION
} from './errors.js'
export { connectionOptions, describeServer, isMysqlUrl, type MysqlUrl, parseMysqlUrl } from './mysql-url.js'
