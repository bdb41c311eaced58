export { listMigrations } from '@larder/schema-engine'
export { type DowngradeOptions, downgrade } from './apply/downgrade.js'
export { type UpgradeOptions, upgrade } from './apply/upgrade.js'
