/** The pages that there are, as menus call them: the law asks for each (docs of this package). */
export const PAGE_NAMES = {
  imprint: 'Imprint',
  terms: 'Terms',
  privacy: 'Privacy',
  withdrawal: 'Right to withdraw',
  accessibility: 'Accessibility'
} as const

export type PageName = keyof typeof PAGE_NAMES

export function isPageName(name: string): name is PageName {
  return Object.hasOwn(PAGE_NAMES, name)
}

/** The language of the pages that there are so far. */
export const LANGUAGE = 'en'
