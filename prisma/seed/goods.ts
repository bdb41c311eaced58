import type { ContentUnit } from '@larder/database'
import { dairyAndLarder } from './dairy-and-larder.js'
import { fruitAndBerries } from './fruit-and-berries.js'
import { rootsAndMushrooms } from './roots-and-mushrooms.js'
import { vegetablesAndSalads } from './vegetables-and-salads.js'

/** Everything a new shop sells, in the order of its categories. */
export const shelves: Shelf[] = [
  ...fruitAndBerries,
  ...vegetablesAndSalads,
  ...rootsAndMushrooms,
  ...dairyAndLarder
]

/** A category of the new shop with what lies in it. */
export interface Shelf {
  slug: string
  name: string
  /** Whether what lies in it spoils. */
  perishable: boolean
  vegan: boolean
  goods: ShelfGood[]
}

/** A good of the new shop. Its picture is the file `SLUG.svg` in `drawings`. */
export interface ShelfGood {
  slug: string
  name: string
  /** What the price is for: `1 kg`, `bunch`, `6 eggs`. */
  unit: string
  /** How much it is, for the price per kg, l or piece. */
  content: number
  contentUnit: ContentUnit
  /** Of the content, without the liquid it lies in. */
  drained?: number
  /** In minor units of the shop’s currency, such as cents. */
  price: number
  stock: number
  /** Of its bottle or jar. */
  deposit?: number
  /** Where it is unlike its shelf. */
  perishable?: boolean
  vegan?: boolean
  description: string
}
