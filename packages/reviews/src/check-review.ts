import type { Translate } from '@larder/blueprint'
import type { Written } from './save-review.js'
import { LENGTHS, type ReviewBody } from './schemas.js'

export type ReviewProblems = Partial<Record<'stars' | 'text', string>>

export type CheckedReview =
  | { outcome: 'review'; review: Omit<Written, 'language'> }
  | { outcome: 'problems'; problems: ReviewProblems }

/** What a form says, tidied: plain text, without spaces at its ends. */
export function checkReview({ stars, ...typed }: ReviewBody, t: Translate): CheckedReview {
  const { title = '', text = '', signature = '' } = typed
  // Programs may send CRLF; forms have LF already.
  const tidied = text.replaceAll('\r\n', '\n').trim()
  const problems: ReviewProblems = {}
  if (!stars) problems.stars = t('reviews:problem.stars')
  if (tidied.length > LENGTHS.text) problems.text = t('reviews:problem.text', { most: LENGTHS.text })
  if (!stars || problems.text) return { outcome: 'problems', problems }
  const review = { stars, title: oneLine(title), text: tidied, signature: oneLine(signature) }
  return { outcome: 'review', review }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
