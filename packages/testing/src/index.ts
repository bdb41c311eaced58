export { countQueries } from './count-queries.js'
export { type FreshDatabaseOptions, freshDatabase } from './fresh-database.js'
export { holdProcessor, slowness } from './hold-processor.js'
export {
  type MailServer,
  type MailServerOptions,
  type ReceivedMail,
  type Refusal,
  startMailServer
} from './mail-server.js'
export { type CommandOptions, type RunningCommand, runCommand, shortFolder } from './run-command.js'
export { type TestApp, type TestPlugin, testApp } from './test-app.js'
export type { TestClient } from './test-client.js'
export { default as wholeAnswers } from './whole-answers.js'
