export { englishIn } from './app/english-in.js'
export { type TestApp, type TestPlugin, testApp, testAppWith } from './app/test-app.js'
export type { TestClient } from './app/test-client.js'
export { default as wholeAnswers } from './app/whole-answers.js'
export { connect, PATIENT } from './database/connect.js'
export { countQueries } from './database/count-queries.js'
export { countRowsRead } from './database/count-rows-read.js'
export { countWaiting } from './database/count-waiting.js'
export { type FreshDatabaseOptions, freshDatabase } from './database/fresh-database.js'
export { listChecks } from './database/list-checks.js'
export { lockTable } from './database/lock-table.js'
export { holdProcessor, slowness } from './hold-processor.js'
export {
  type MailServer,
  type MailServerOptions,
  type ReceivedMail,
  type Refusal,
  startMailServer
} from './mail-server.js'
export { onPostgresql } from './on-postgresql.js'
export { readQr } from './read-qr.js'
export { replace } from './replace.js'
export { type CommandOptions, type RunningCommand, runCommand } from './run-command.js'
export { shortFolder } from './short-folder.js'
