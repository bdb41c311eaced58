import type { PageMeta, Translate } from '@larder/blueprint'
import { decimalPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { picturesOf } from '../pictures/show-picture.js'
import type { CategoryView, GoodSummary, GoodView, ListQuery } from '../schemas.js'

/** Of a good's page: a Product with its Offer, and where it stands (schema.org). */
export function goodMeta(app: FastifyInstance, good: GoodView, t: Translate): PageMeta {
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
  const trail = breadcrumbs([...pathTo(app, good.category, t), [name, canonical]])
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
export function listMeta(
  app: FastifyInstance,
  { query, category, goods, page }: ListedPage,
  t: Translate
): PageMeta {
  if (query.q || goods.length === 0) return {}
  const { after, before } = query
  const place = page === 1 ? {} : { page, after, before }
  const heading = category?.name ?? t('goods:list.all')
  const names = goods.slice(0, 6).map(({ name }) => name)
  return {
    description: t('goods:list.description', { heading, names: names.join(t('goods:list.separator')) }),
    canonical: app.urlFor('.list', {}, { category: category?.slug, ...place }),
    structured: category && [breadcrumbs(pathTo(app, category, t))]
  }
}

function pathTo(app: FastifyInstance, category: CategoryView, t: Translate): [name: string, url: string][] {
  return [
    [t('goods:list.all'), app.urlFor('.list')],
    [category.name, app.urlFor('.list', {}, { category: category.slug })]
  ]
}

function breadcrumbs(trail: [name: string, url: string][]): object {
  const step = ([name, item]: [string, string], place: number) => {
    return { '@type': 'ListItem', position: place + 1, name, item }
  }
  return { '@type': 'BreadcrumbList', itemListElement: trail.map(step) }
}
