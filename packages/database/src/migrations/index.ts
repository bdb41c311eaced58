export { listMigrations } from '@larder/schema-engine'
export { type DowngradeOptions, downgrade } from './downgrade.js'
export { pendingMigrations, shippedMigrations } from './pending.js'
export { type UpgradeOptions, upgrade } from './upgrade.js'
