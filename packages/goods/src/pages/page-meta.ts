import type { PageMeta } from '@larder/blueprint'
import { decimalPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { picturesOf } from '../pictures/show-picture.js'
import type { CategoryView, GoodSummary, GoodView, ListQuery } from '../schemas.js'

/** Of a good's page: a Product with its Offer, and where it stands (schema.org). */
export function goodMeta(app: FastifyInstance, good: GoodView): PageMeta {
  const canonical = app.urlFor('.show', { slug: good.slug })
  const image = picturesOf(app)(good.picture)?.large
  const price = decimalPrice(good.price, good.currency)
  const offers = price && {
    '@type': 'Offer',
    url: canonical,
    price,
    priceCurrency: good.currency,
    availability: `https://schema.org/${good.stock > 0 ? 'InStock' : good.backorder ? 'BackOrder' : 'OutOfStock'}`
  }
  const { name, slug: sku, description } = good
  const product = { '@type': 'Product', name, sku, description, image, offers }
  const trail = breadcrumbs([...pathTo(app, good.category), [name, canonical]])
  return { description, canonical, image, structured: [product, trail] }
}

/** What the meta data of a list's page is made of. */
export interface ListedPage {
  query: Partial<ListQuery>
  /** Of the query, where there is one. */
  category: CategoryView | undefined
  goods: GoodSummary[]
  /** Undefined of a page that has no number. */
  page?: number
}

/** Of a page of the list. Searches and unknown categories are not to be indexed. */
export function listMeta(app: FastifyInstance, { query, category, goods, page }: ListedPage): PageMeta {
  if (query.q || goods.length === 0) return {}
  const { after, before } = query
  const place = page === 1 ? {} : { page, after, before }
  return {
    description: `${category?.name ?? 'All products'}: ${goods
      .slice(0, 6)
      .map(({ name }) => name)
      .join(', ')}.`,
    canonical: app.urlFor('.list', {}, { category: category?.slug, ...place }),
    structured: category && [breadcrumbs(pathTo(app, category))]
  }
}

function pathTo(app: FastifyInstance, category: CategoryView): [name: string, url: string][] {
  return [
    ['All products', app.urlFor('.list')],
    [category.name, app.urlFor('.list', {}, { category: category.slug })]
  ]
}

function breadcrumbs(trail: [name: string, url: string][]): object {
  const step = ([name, item]: [string, string], place: number) => {
    return { '@type': 'ListItem', position: place + 1, name, item }
  }
  return { '@type': 'BreadcrumbList', itemListElement: trail.map(step) }
}
