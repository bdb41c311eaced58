import { type Translate, translatorOf } from '@larder/blueprint'
import type { Database } from '@larder/database'
import type { OrderRow } from '@larder/orders'
import { type Facts, findPageAt, findVersion, type PageText, renderText } from '@larder/pages'
import type { FastifyInstance } from 'fastify'

export interface TermsToAttach {
  /** The pages, but for those that stand elsewhere: these are not ours to attach. */
  names: ('terms' | 'withdrawal')[]
  /** What the texts name. */
  facts: () => Facts
}

/**
 * Attaches to the confirmation of an order the terms that it was placed by, and what was said then of
 * the right to withdraw: the law wants both on a durable medium, and a link is none (2011/83/EU, Art.
 * 8(7); C-49/11). A mail that is sent again has the same.
 */
export default function attachTerms(app: FastifyInstance, { names, facts }: TermsToAttach): void {
  app.attachToOrderMails(async (tx, mail, order) => {
    if (mail !== 'placed') return []
    const { t } = translatorOf(app, order.language)
    const pages = await Promise.all(names.map((name) => findAgreed(tx, name, order, t)))
    return pages.map((page, index) => ({
      title: page.title,
      filename: `${names[index]}.txt`,
      content: renderText(page, facts(), t),
      contentType: 'text/plain; charset=utf-8'
    }))
  })
}

/** What a page said when the order was placed. The order keeps the version of its terms. */
async function findAgreed(
  tx: Database,
  name: 'terms' | 'withdrawal',
  { termsVersion, placedAt }: Pick<OrderRow, 'termsVersion' | 'placedAt'>,
  t: Translate
): Promise<PageText> {
  const kept =
    name === 'terms' && termsVersion !== null ? await findVersion(tx, name, termsVersion) : undefined
  return kept ?? findPageAt(tx, name, placedAt, t)
}
