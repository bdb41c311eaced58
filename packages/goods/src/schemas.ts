import { Text, WholeNumber } from '@larder/blueprint'
import { Allergen, ContentUnit, Grade, NutritionBasis } from '@larder/database'
import { GoodStock } from '@larder/stock'
import { type Static, type TSchema, Type } from 'typebox'
import { FilterFields } from './filter.js'

export function OrNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

const PLACE = '^[1-9][0-9]{0,9} [^\\u0000]{1,120}$'

export const ListQuery = Type.Object({
  q: Type.Optional(Text(100, 'Words of the name, the category or the description.')),
  category: Type.Optional(Text(64, 'The slug of a category.')),
  ...FilterFields,
  sort: Type.Optional(
    Type.Enum(['relevance', 'name', 'price', 'price-desc', 'base-price', 'newest'], {
      description: 'A search by relevance, a list by name, unless it says otherwise.'
    })
  ),
  page: WholeNumber({
    minimum: 1,
    maximum: 1_000_000,
    default: 1,
    description: 'Pages from 1. Later ones have no number.'
  }),
  after: Type.Optional(
    Type.String({ pattern: PLACE, description: 'As `next` has it: the page after this good.' })
  ),
  before: Type.Optional(
    Type.String({
      pattern: `${PLACE}|^end$`,
      description:
        'As `previous` has it: the page before this good. `end` is the last page. With `after` it is ignored.'
    })
  )
})
export type ListQuery = Static<typeof ListQuery>

export const Slug = Type.Object({ slug: Text(80) })

/** What a list shows of a good, but for its stock. */
export const GoodRow = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  unit: Type.String(),
  price: Type.Integer({ description: 'In minor units of the currency.' }),
  currency: Type.String({ description: 'ISO 4217.' }),
  regular_price: OrNull(Type.Integer({ description: 'Without the reduction that is announced.' })),
  prior_price: OrNull(Type.Integer({ description: 'The lowest of the 30 days before the reduction.' })),
  deposit: Type.Integer({ description: 'For each unit, not in the price.' }),
  content: OrNull(Type.Integer({ description: 'How much it is, of `content_unit`.' })),
  content_unit: OrNull(Type.Enum(Object.values(ContentUnit))),
  drained: OrNull(Type.Integer({ description: 'Of the content, without the liquid it lies in.' })),
  picture: Type.Union([Type.String(), Type.Null()], {
    description: 'The URL of the picture, or the name of a static file.'
  })
})

/** What a list shows of a good. */
export const GoodSummary = Type.Object({
  ...GoodRow.properties,
  ...GoodStock.properties,
  language: Type.Optional(
    Type.String({ description: 'Of the name, BCP 47, where another than the shop’s was asked for.' })
  ),
  unit_language: Type.Optional(Type.String({ description: 'Of the unit, where that is another.' }))
})
export type GoodSummary = Static<typeof GoodSummary>

export const CategoryView = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  language: Type.Optional(
    Type.String({ description: 'Of the name, BCP 47, where another than the shop’s was asked for.' })
  )
})
export type CategoryView = Static<typeof CategoryView>

/** What has to be said of a food before it is bought (1169/2011/EU, Art. 9 and 14). */
export const Facts = Type.Object({
  legal_name: OrNull(Type.String()),
  ingredients: OrNull(Type.String({ description: 'Allergens stand between asterisks.' })),
  origin: OrNull(Type.String()),
  storage: OrNull(Type.String()),
  instructions: OrNull(Type.String()),
  producer: OrNull(Type.String())
})

export type Facts = Static<typeof Facts>

/** Of 100 g or 100 ml. */
export const Nutrition = Type.Object({
  basis: Type.Enum(Object.values(NutritionBasis)),
  energy_kj: Type.Integer(),
  energy_kcal: Type.Integer(),
  fat: Type.Integer({ description: 'In mg, as those below.' }),
  saturates: Type.Integer(),
  carbohydrate: Type.Integer(),
  sugars: Type.Integer(),
  protein: Type.Integer(),
  salt: Type.Integer(),
  alcohol: OrNull(Type.Integer({ description: 'In tenths of a percent by volume.' }))
})

/** What `goods` has for the page of a good, beside what lists show. */
export const GoodColumns = Type.Object({
  description: Type.String(),
  weighed: Type.Boolean(),
  vegan: Type.Boolean(),
  grade: OrNull(Type.Enum(Object.values(Grade))),
  organic_code: OrNull(Type.String()),
  season: OrNull(Type.Integer({ description: 'The months: bit 0 is January.' }))
})

export const GoodView = Type.Object({
  ...GoodSummary.properties,
  ...GoodColumns.properties,
  category: CategoryView,
  facts: Facts,
  allergens: Type.Array(
    Type.Object({ allergen: Type.Enum(Object.values(Allergen)), traces: Type.Boolean() })
  ),
  nutrition: OrNull(Nutrition)
})
export type GoodView = Static<typeof GoodView>

/** A picture as visitors see it. */
export const PictureView = Type.Object({
  url: Type.String({ description: 'Of at most 1,280 pixels in width.' }),
  alt: Type.String({ description: 'What it shows.' }),
  width: Type.Integer({ description: 'In pixels, of the picture itself.' }),
  height: Type.Integer()
})

/** What the page of a good shows of it. */
export const GoodDetails = Type.Object({
  ...GoodView.properties,
  description_language: Type.Optional(
    Type.String({ description: 'Of the description, where that is another than the name’s.' })
  ),
  untranslated: Type.Optional(
    Type.Array(Type.String(), { description: 'Facts that are in the shop’s own language.' })
  ),
  pictures: Type.Array(PictureView)
})
export type GoodDetails = Static<typeof GoodDetails>

/** What a search field offers while somebody types. */
export const Suggested = Type.Object({
  goods: Type.Array(
    Type.Object({
      ...Type.Pick(GoodSummary, ['slug', 'name', 'unit', 'price', 'currency', 'picture', 'language'])
        .properties,
      formatted_price: Type.String({ description: 'As the reader’s language writes it.' }),
      url: Type.String()
    })
  ),
  categories: Type.Array(Type.Object({ ...CategoryView.properties, url: Type.String() })),
  queries: Type.Array(Type.String(), { description: 'What is typed, its last word completed.' })
})
export type Suggested = Static<typeof Suggested>

const FacetCount = Type.Integer({ description: 'How many of the goods have it.' })

/** What the goods of a list can be narrowed by, and how many each choice leaves. */
export const Facets = Type.Object({
  /** Those that have some, the largest first. */
  categories: Type.Array(Type.Object({ slug: Type.String(), count: FacetCount })),
  in_stock: FacetCount,
  vegan: FacetCount,
  organic: FacetCount,
  countries: Type.Array(Type.Object({ country: Type.String(), count: FacetCount })),
  prices: Type.Array(
    Type.Object({
      from: Type.Integer(),
      to: OrNull(Type.Integer({ description: 'None of the dearest.' })),
      count: FacetCount
    })
  )
})
export type Facets = Static<typeof Facets>

export const GoodsPage = Type.Object({
  goods: Type.Array(GoodSummary),
  total: Type.Integer({ description: 'Goods on all pages, counted up to 1,000.' }),
  more: Type.Boolean({ description: 'Whether there are more than `total`, or may be.' }),
  page: Type.Union([Type.Integer(), Type.Null()], { description: 'Null of a page that has no number.' }),
  pages: Type.Integer({ description: 'Pages that have a number.' }),
  previous: Type.Union([Type.String(), Type.Null()], {
    description: 'The URL of the page before, if there is one.'
  }),
  next: Type.Union([Type.String(), Type.Null()], {
    description: 'The URL of the next page, if there is one.'
  }),
  did_you_mean: Type.Union([Type.String(), Type.Null()], {
    description: 'The query that found the goods, where the typed one has none.'
  }),
  facets: OrNull(Facets)
})
export type GoodsPage = Static<typeof GoodsPage>
