import { readPlan } from '../settings/read-config.js'
import { withShop } from './with-shop.js'

/** Prints the OpenAPI document of the shop, as JSON unless YAML is asked for. */
export async function printOpenApi(yaml = false): Promise<void> {
  const config = readPlan({ development: 'on' })
  console.log(
    await withShop(
      (app) => (yaml ? app.swagger({ yaml }).trimEnd() : JSON.stringify(app.swagger(), null, 2)),
      config
    )
  )
}
