/** What people call a country, by its code in ISO 3166-1. */
export function countryName(country: string, language: string): string {
  const names = namesByLanguage.get(language) ?? new Intl.DisplayNames(language, { type: 'region' })
  namesByLanguage.set(language, names)
  return names.of(country) ?? country
}

const namesByLanguage = new Map<string, Intl.DisplayNames>()
