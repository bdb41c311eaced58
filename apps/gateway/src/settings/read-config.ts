import { type Given, readSettings } from '@larder/serve'
import { type Config, SHOP_SETTINGS } from './settings.js'

/**
 * The configuration of the shop: see readSettings of @larder/serve.
 *
 * @throws SERVE_ERR_SETTINGS with one line for each value that is wrong, SERVE_ERR_CONFIG_FILE
 */
export function readConfig(given: Given) {
  return readSettings(SHOP_SETTINGS, given)
}

/**
 * What shop it is, and what its file of settings says: nothing of this machine's environment.
 *
 * @param env variables that count besides
 */
export function readPlan(flags: Given['flags'] = {}, env: Given['env'] = {}): Config {
  const { LARDER_APP, LARDER_CONFIG } = process.env
  return readConfig({ flags, env: { LARDER_APP, LARDER_CONFIG, ...env } }).config
}
