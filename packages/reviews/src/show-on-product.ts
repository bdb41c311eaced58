import type { BlueprintApp } from '@larder/blueprint'
import { findRating, listApproved } from './find-reviews.js'

/** Below a good: its reviews, for people, and their average for search engines. */
export function showOnProduct(app: BlueprintApp): void {
  app.fillSlot('goods.show.end', {
    template: 'on-product',
    data: async ({ good }) => {
      const [rating, page] = await Promise.all([
        findRating(app.db, good.id),
        listApproved(app.db, good.id, { limit: SHOWN })
      ])
      const { count, average } = rating
      if (average === null) return { ...rating, ...page }
      const aggregateRating = {
        '@type': 'AggregateRating',
        ratingValue: average,
        reviewCount: count,
        bestRating: 5,
        worstRating: 1
      }
      return { ...rating, ...page, structured: { aggregateRating } }
    }
  })
}

const SHOWN = 5
