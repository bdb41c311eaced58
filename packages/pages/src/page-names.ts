/** The pages that there are: the law asks for each. What menus call them are messages: `name.terms`. */
export const PAGE_NAMES = ['imprint', 'terms', 'privacy', 'withdrawal', 'accessibility'] as const

export type PageName = (typeof PAGE_NAMES)[number]

export function isPageName(name: string): name is PageName {
  return PAGE_NAMES.some((known) => known === name)
}

/** The language in which the owner writes. */
export const LANGUAGE = 'en'
