import type { Translate } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { shownBasePrice } from '../base-price.js'
import type { FoundGood } from '../find-good.js'
import { picturesOf } from '../pictures/show-picture.js'
import { factRows, nutritionRows } from './fact-rows.js'

type Urls = Pick<FastifyInstance, 'urlFor' | 'assetUrl'>

/** What the template `cards` uses, in lists of other features too. */
export function cardHelpers(app: Urls) {
  return { formatPrice, basePrice: shownBasePrice, pictureOf: picturesOf(app) }
}

/** What the page of a good shows. */
export function shownGood(app: Urls, good: FoundGood, t: Translate) {
  return { ...cardHelpers(app), good, facts: factRows(good, t), nutrition: nutritionRows(good, t) }
}
