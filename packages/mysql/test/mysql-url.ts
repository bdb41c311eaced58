import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'tap'
import { connectionOptions, describeServer, isMysqlUrl, type MysqlUrl, parseMysqlUrl } from '../src/index.js'

const PLAIN: MysqlUrl = {
  host: 'db.example',
  port: 3306,
  socket: undefined,
  user: 'shop',
  password: 'secret',
  database: 'larder',
  connectTimeout: undefined,
  tls: undefined,
  authority: undefined
}

test('a URL is one of MySQL or MariaDB by its scheme', async (t) => {
  for (const url of ['mysql://h/d', 'mariadb://h/d', 'MySQL://h/d']) t.equal(isMysqlUrl(url), true, url)
  for (const url of ['postgresql://h/d', 'mysqlx://h/d', 'h/d', '']) t.equal(isMysqlUrl(url), false, url)
})

test('an address is read in its parts', async (t) => {
  const base = 'mysql://shop:secret@db.example/larder'
  const cases: [url: string, parts: Partial<MysqlUrl>][] = [
    [base, {}],
    ['mariadb://shop:secret@db.example/larder', {}],
    ['mysql://shop:secret@db.example:3307/larder', { port: 3307 }],
    ['mysql://shop@db.example/larder', { password: '' }],
    ['mysql://sh%40p:s%3A%2F%3F%23%25@db.example/larder', { user: 'sh@p', password: 's:/?#%' }],
    ['mysql://shop:secret@db.example/l%C3%A4rder', { database: 'lärder' }],
    ['mysql://shop:secret@[::1]:3307/larder', { host: '::1', port: 3307 }],
    [`${base}?socket=/run/my%20sql.sock`, { socket: '/run/my sql.sock' }],
    ['mysql:///larder?socket=/s', { host: 'localhost', user: '', password: '', socket: '/s' }],
    [`${base}?connect_timeout=5`, { connectTimeout: 5 }],
    [`${base}?connect_timeout=0`, {}],
    [`${base}?sslaccept=strict`, { tls: 'strict' }],
    [`${base}?sslaccept=accept_invalid_certs`, { tls: 'accept_invalid_certs' }],
    [`${base}?sslcert=/etc/ca.pem`, { tls: 'strict', authority: '/etc/ca.pem' }],
    [`${base}?connection_limit=5&unknown=1`, {}]
  ]
  for (const [url, parts] of cases) t.same(parseMysqlUrl(url), { ...PLAIN, ...parts }, url)
})

test('an address that is none is refused in one line, without its password', async (t) => {
  const cases: [url: string, reason: RegExp][] = [
    ['postgresql://shop:hunter2@h/d', /is not one of MySQL or MariaDB/],
    ['mysql://shop:hunter2@h', /names no database/],
    ['mysql://shop:hunter2@h/', /names no database/],
    ['mysql://shop:hunter2@h/?socket=/s', /names no database/],
    ['mysql://shop:hunter2@h:99999/d', /cannot be read/],
    ['mysql://shop:hunter2@h:port/d', /cannot be read/],
    ['mysql://shop:hunter2%@h/d', /a % that does not begin/],
    ['mysql://shop:hunter2@h/d%zz', /a % that does not begin/],
    ['mysql://shop:hunter2@h/d?sslaccept=perhaps', /sslaccept that is neither/]
  ]
  for (const [url, message] of cases) {
    t.throws(() => parseMysqlUrl(url), { code: 'MYSQL_ERR_URL', message }, url)
    t.throws(() => parseMysqlUrl(url), { message: /^(?!.*hunter2).*$/ }, 'one line without the password')
  }
})

test('a server is described without the password', async (t) => {
  t.equal(describeServer(parseMysqlUrl('mysql://shop:secret@db.example/larder')), 'db.example:3306')
  t.equal(describeServer(parseMysqlUrl('mysql:///larder?socket=/s')), '/s')
})

test('the options of the driver', async (t) => {
  const optionsOf = (url: string) => connectionOptions(parseMysqlUrl(url))

  await t.test('are in UTC, and tell all texts apart', async (t) => {
    t.match(optionsOf('mysql://shop:secret@db.example/larder'), {
      host: 'db.example',
      port: 3306,
      user: 'shop',
      password: 'secret',
      database: 'larder',
      timezone: 'Z',
      collation: 'UTF8MB4_BIN',
      ssl: false
    })
  })

  await t.test('name a socket or a host, not both', async (t) => {
    const options = optionsOf('mysql://shop@db.example/larder?socket=/s')
    t.equal(options.socketPath, '/s')
    t.notOk('host' in options || 'port' in options)
  })

  await t.test('take a key from the server only where nobody can be on the way', async (t) => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
      t.equal(optionsOf(`mysql://${host}/d`).allowPublicKeyRetrieval, true, host)
    }
    t.equal(optionsOf('mysql:///d?socket=/s').allowPublicKeyRetrieval, true, 'a socket')
    for (const host of ['db.example', '127.example', '10.0.0.1', 'localhost.example']) {
      t.equal(optionsOf(`mysql://${host}/d`).allowPublicKeyRetrieval, false, host)
    }
  })

  await t.test('ask for TLS as the address does', async (t) => {
    const file = path.join(t.testdir(), 'ca.pem')
    await writeFile(file, 'the authority')
    const sslOf = (query: string) => optionsOf(`mysql://db.example/d?${query}`).ssl
    const strict = { host: 'db.example', rejectUnauthorized: true }
    const trusting = { host: 'db.example', rejectUnauthorized: false }
    t.same(sslOf('sslaccept=strict'), strict)
    t.same(sslOf('sslaccept=accept_invalid_certs'), trusting)
    t.same(sslOf(`sslcert=${file}`), { ...strict, ca: 'the authority' })
    t.same(sslOf(`sslaccept=accept_invalid_certs&sslcert=${file}`), { ...trusting, ca: 'the authority' })
    t.throws(() => sslOf('sslcert=/nowhere/ca.pem'), { code: 'ENOENT' })
  })
})
