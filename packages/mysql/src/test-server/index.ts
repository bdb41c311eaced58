export { type OpenServer, openTestServer } from './open-test-server.js'
export { startTestServer, type TestServer, type TestServerOptions } from './test-server.js'
