import { MYSQL_ERR_NOT_STRICT, MYSQL_ERR_PACKET, MYSQL_ERR_TABLE_NAMES, MYSQL_ERR_VERSION } from './errors.js'

/** What a server and a connection to it are set to, as {@link READ_SERVER} selects it. */
export interface ServerSettings {
  version: string
  sqlMode: string
  tableNames: number
  packet: number
}

/** Selects one row of {@link ServerSettings}. */
export const READ_SERVER =
  'SELECT VERSION() AS version, @@sql_mode AS sqlMode, @@lower_case_table_names AS tableNames, @@max_allowed_packet AS packet'

/**
 * Refuses a server on which the shop would lose something, or could not run.
 *
 * @throws MYSQL_ERR_VERSION, …_NOT_STRICT, …_TABLE_NAMES, …_PACKET
 */
export function checkServer({ version, sqlMode, tableNames, packet }: ServerSettings): void {
  if (!isServed(version)) throw new MYSQL_ERR_VERSION(nameVersion(version))
  if (!/STRICT_(TRANS|ALL)_TABLES/.test(sqlMode)) throw new MYSQL_ERR_NOT_STRICT()
  if (tableNames === 1) throw new MYSQL_ERR_TABLE_NAMES(tableNames)
  if (packet < LEAST_PACKET) throw new MYSQL_ERR_PACKET(packet)
}

/** Whether a server of this version has all that Larder needs: CHECKs are kept by MySQL since 8.0.16. */
function isServed(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = numbersOf(version)
  const [least, number] = isMariadb(version)
    ? [100_011, major * 10_000 + minor]
    : [8_000_016, major * 1_000_000 + minor * 1_000 + patch]
  return number >= least
}

/** By `VERSION()`: MySQL's own is a number alone, `8.0.36` or `8.0.36-0ubuntu0.22.04.1`. */
export function isMariadb(version: string): boolean {
  return /mariadb/i.test(version)
}

function nameVersion(version: string): string {
  return `${isMariadb(version) ? 'MariaDB' : 'MySQL'} ${numbersOf(version).join('.')}`
}

function numbersOf(version: string): number[] {
  // Old drivers needed a lie in front: 5.5.5-10.11.6-MariaDB.
  const [, digits = ''] = /^(?:5\.5\.5-)?(\d+(?:\.\d+)*)/.exec(version) ?? []
  return digits.split('.').map(Number)
}

/** Bytes. A larger mail, up to the 50 MB that @larder/mail takes, needs as much of its server. */
const LEAST_PACKET = 16 * 1024 * 1024
