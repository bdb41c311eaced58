export type { OwnCommand } from './commands/own-command.js'
export { askMaster, isRunning } from './control/control-socket.js'
export type { Status } from './control/status.js'
export { type AppDefinition, defineApp, type Json, type JsonObject, type Prepared } from './define-app.js'
export { exitCodeOf, messageOf } from './errors.js'
export { formatTable } from './format-table.js'
export type { Started } from './master/instance.js'
export { run } from './run.js'
export { runInChild, workAsChild } from './run-in-child.js'
export {
  type Address,
  formatAddress,
  oneOf,
  parseFile,
  parseList,
  parseSwitch,
  wholeNumber
} from './settings/parse-values.js'
export {
  type AppConfig,
  type AppSettings,
  type Given,
  type Reading,
  readSettings
} from './settings/read-settings.js'
export type { ConfigOf, Setting, SettingRows } from './settings/setting-rows.js'
export type { ServeConfig } from './settings/settings.js'
