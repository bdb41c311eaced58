import type { Translate } from '@larder/blueprint'

/** What we find ourselves. It is written down as this code; what a provider says, in its own English. */
export type OwnProblem = (typeof OWN_PROBLEMS)[number]

/** A problem as staff read it, and the language of the text. */
export function problemInWords(problem: string, t: Translate): { text: string; language: string } {
  const own = OWN_PROBLEMS.find((one) => one === problem)
  return own
    ? { text: t.of('payments-staff:paymentProblem', own), language: t.language }
    : { text: problem, language: 'en' }
}

const OWN_PROBLEMS = ['lapses-soon', 'other-currency'] as const
