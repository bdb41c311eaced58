import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import mariadb from 'mariadb'
import { type Test, test } from 'tap'
import { connectionOptions, parseMysqlUrl } from '../src/index.js'
import { startTestServer, withoutMariadb } from '../src/test-server/index.js'

test('a connection with TLS', { skip: withoutMariadb }, async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'larder-tls-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  // The server reads them as an account without rights.
  chmodSync(folder, 0o755)
  const authority = await makeAuthority(folder)
  const { certificate, key } = await makeCertificate(folder, authority)
  const server = await startTestServer({ args: [`--ssl-cert=${certificate}`, `--ssl-key=${key}`] })
  t.teardown(() => server.stop())
  const url = server.urlOf('larder')

  await t.test('is encrypted where the authority in the URL signed the certificate', async (t) => {
    t.match(await cipherOf(t, `${url}?sslcert=${authority.certificate}`), /^TLS_|GCM|CHACHA/)
    t.match(await cipherOf(t, `${url}?sslaccept=strict&sslcert=${authority.certificate}`), /^TLS_|GCM|CHACHA/)
  })

  await t.test('takes a certificate that nobody vouches for only where the URL says so', async (t) => {
    await t.rejects(cipherOf(t, `${url}?sslaccept=strict`), { code: 'ER_SELF_SIGNED' })
    t.match(await cipherOf(t, `${url}?sslaccept=accept_invalid_certs`), /^TLS_|GCM|CHACHA/)
  })

  await t.test('is refused where the certificate is for another host', async (t) => {
    const other = url.replace('127.0.0.1', 'localhost')
    await t.rejects(cipherOf(t, `${other}?sslcert=${authority.certificate}`), { code: 'ER_SELF_SIGNED' })
  })

  await t.test('is not there where the URL does not ask for it', async (t) => {
    t.equal(await cipherOf(t, url), '')
  })
})

/** The cipher of a connection by this address; the empty text where it has none. */
async function cipherOf(t: Test, url: string): Promise<string> {
  const connection = await mariadb.createConnection(connectionOptions(parseMysqlUrl(url)))
  t.teardown(() => connection.end())
  const [row] = await connection.query("SHOW STATUS LIKE 'Ssl_cipher'")
  return row.Value
}

interface Certificate {
  certificate: string
  key: string
}

function makeAuthority(folder: string): Promise<Certificate> {
  return request(folder, 'authority', ['-subj', '/CN=Larder test authority'])
}

/** A certificate of 127.0.0.1 alone. */
function makeCertificate(folder: string, authority: Certificate): Promise<Certificate> {
  const name = ['-subj', '/CN=database', '-addext', 'subjectAltName=IP:127.0.0.1']
  const signed = ['-CA', authority.certificate, '-CAkey', authority.key]
  return request(folder, 'server', [...name, '-addext', 'basicConstraints=critical,CA:FALSE', ...signed])
}

async function request(folder: string, name: string, options: string[]): Promise<Certificate> {
  const [certificate, key] = [path.join(folder, `${name}.crt`), path.join(folder, `${name}.key`)]
  const kind = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2'
  ]
  await promisify(execFile)('openssl', [...kind, ...options, '-keyout', key, '-out', certificate])
  chmodSync(key, 0o644)
  return { certificate, key }
}
