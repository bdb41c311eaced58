import { isMysqlUrl } from '@larder/mysql'
import { isPostgresUrl } from './database-url.js'

/**
 * The provider that schema files name in their datasource (`postgresql`, `mysql`, …). Prisma allows
 * only a plain string there, so no parser is needed.
 */
export function providerOfSchemas(contents: string[]): string | undefined {
  for (const content of contents) {
    const [, provider] = content.match(DATASOURCE_PROVIDER) ?? []
    if (provider) return provider
  }
  return undefined
}

/** The provider that the scheme of a database URL names. */
export function providerOfUrl(url: string | undefined): string | undefined {
  if (!url) return undefined
  if (isPostgresUrl(url)) return 'postgresql'
  if (isMysqlUrl(url)) return 'mysql'
  const scheme = url.split(':', 1)[0] ?? ''
  return PROVIDERS.get(scheme) ?? scheme
}

/** The providers whose URLs begin otherwise. https://www.prisma.io/docs/orm/reference/connection-urls */
const PROVIDERS = new Map([
  ['file', 'sqlite'],
  ['mongodb+srv', 'mongodb']
])

/** Whether this package serves the provider, which has two names for PostgreSQL. */
export function isServed(provider: string): boolean {
  return provider === 'postgresql' || provider === 'postgres' || provider === 'mysql'
}

export const DATASOURCE_PROVIDER = /^\s*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*"(\w+)"/m
