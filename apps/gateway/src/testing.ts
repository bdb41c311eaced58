import { languageUrls } from '@larder/languages'
import { type TestApp, testAppWith } from '@larder/testing'
import shop, { languagesOf } from './app.js'
import { loadShop } from './load-shop.js'
import { readPlan } from './settings/read-config.js'

/**
 * The shop of the project as a test app: with a fresh database, and clients that need no port. What larder.json says of it
 * is so, and nobody waits for pages that are kept.
 *
 * @param t the test, or anything with tap's `teardown` or node:test's `after`
 */
export async function testShop(t: Parameters<typeof testAppWith>[0]): Promise<TestApp> {
  const config = readPlan()
  const { currency, country, taxCountry, timeZone, languages } = config
  const own = await loadShop(config)
  const options = { currency, country, taxCountry, timeZone, languages, own }
  const rewriteUrl = languageUrls(languagesOf(languages))
  return testAppWith(t, { rewriteUrl, ...(own?.PrismaClient && { PrismaClient: own.PrismaClient }) }, [
    shop,
    options
  ])
}
