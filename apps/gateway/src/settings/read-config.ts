import { type Given, readSettings } from '@larder/serve'
import { SHOP_SETTINGS } from './settings.js'

/**
 * The configuration of the shop: see readSettings of @larder/serve.
 *
 * @throws SERVE_ERR_SETTINGS with one line for each value that is wrong, SERVE_ERR_CONFIG_FILE
 */
export function readConfig(given: Given) {
  return readSettings(SHOP_SETTINGS, given)
}
