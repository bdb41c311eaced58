import { startTestServer } from './test-server.js'

/** The MySQL or MariaDB server of the tests. */
export interface OpenServer {
  /** The address of an empty database, for an administrator who may make others. */
  url: string
  /** Ends a server that was started here. */
  release(): Promise<void>
}

/**
 * The server whose address is in `LARDER_TEST_MYSQL_URL`: one of your own, or that of the whole run of tests. Where it
 * is not set, a MariaDB that is started once for this process, and ends with it.
 *
 * @throws what {@link startTestServer} throws
 */
export function openTestServer(): Promise<OpenServer> {
  opened ??= open()
  return opened
}

let opened: Promise<OpenServer> | undefined

async function open(): Promise<OpenServer> {
  const { LARDER_TEST_MYSQL_URL: url } = process.env
  if (url) return { url, release: async () => {} }
  const server = await startTestServer()
  return { url: server.urlOf('larder'), release: () => server.stop() }
}
