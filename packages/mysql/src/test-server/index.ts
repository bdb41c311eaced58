export { type OpenServer, openTestServer } from './open-test-server.js'
export { startTestServer, type TestServer, type TestServerOptions, withoutMariadb } from './test-server.js'
