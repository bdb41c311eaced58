export { type OpenServer, openTestServer } from './open-test-server.js'
export { readStructure } from './read-structure.js'
export { startTestServer, type TestServer, type TestServerOptions, withoutMariadb } from './test-server.js'
