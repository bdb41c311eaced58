import { test } from 'tap'
import { checkServer, isMariadb } from '../src/index.js'

const FINE = {
  version: '10.11.19-MariaDB-0+deb12u1',
  sqlMode: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',
  tableNames: 0,
  packet: 16 * 1024 * 1024
}

test('a server of a version that has all that Larder needs is taken', async (t) => {
  for (const version of [
    '8.0.16',
    '8.0.36-0ubuntu0.22.04.1',
    '8.4.0',
    '9.7.4-log',
    '10.11.2-MariaDB',
    '11.4.1-MariaDB-ubu2404',
    '5.5.5-10.11.6-MariaDB-log'
  ]) {
    t.doesNotThrow(() => checkServer({ ...FINE, version }), version)
  }
})

test('an older one is refused in one line, which says what is needed', async (t) => {
  const cases = {
    '5.7.44-log': 'MySQL 5.7.44',
    '8.0.15': 'MySQL 8.0.15',
    '10.5.27-MariaDB-0+deb11u1': 'MariaDB 10.5.27',
    '10.10.7-MariaDB': 'MariaDB 10.10.7',
    '5.5.5-10.6.1-MariaDB': 'MariaDB 10.6.1'
  }
  for (const [version, name] of Object.entries(cases)) {
    t.throws(
      () => checkServer({ ...FINE, version }),
      {
        code: 'MYSQL_ERR_VERSION',
        message: `The database server is ${name}. Larder needs MySQL 8.0.16 or MariaDB 10.11, or later.`
      },
      version
    )
  }
})

test('a server that would lose something is refused', async (t) => {
  t.throws(() => checkServer({ ...FINE, sqlMode: '' }), { code: 'MYSQL_ERR_NOT_STRICT' })
  t.throws(() => checkServer({ ...FINE, sqlMode: 'ANSI,NO_ZERO_DATE' }), { code: 'MYSQL_ERR_NOT_STRICT' })
  t.doesNotThrow(() => checkServer({ ...FINE, sqlMode: 'STRICT_ALL_TABLES' }))
  t.throws(() => checkServer({ ...FINE, tableNames: 1 }), { code: 'MYSQL_ERR_TABLE_NAMES' })
  t.doesNotThrow(() => checkServer({ ...FINE, tableNames: 2 }), 'as on macOS, where names keep their case')
  t.throws(() => checkServer({ ...FINE, packet: FINE.packet - 1 }), {
    code: 'MYSQL_ERR_PACKET',
    message: /no statement above 16777215 bytes/
  })
})

test('MariaDB is told from MySQL by its version', async (t) => {
  t.equal(isMariadb('10.11.19-MariaDB-0+deb12u1'), true)
  t.equal(isMariadb('8.0.36-0ubuntu0.22.04.1'), false)
})
