import { isPostgresUrl } from './database-url.js'

/**
 * The provider that schema files name in their datasource (`postgresql`, `mysql`, …).
 * Prisma allows only a plain string there, so that no parser of its language is needed.
 */
export function providerOfSchemas(contents: string[]): string | undefined {
  for (const content of contents) {
    const [, provider] = content.match(DATASOURCE_PROVIDER) ?? []
    if (provider) return provider
  }
  return undefined
}

/** The provider that a database URL speaks of by its scheme. */
export function providerOfUrl(url: string | undefined): string | undefined {
  if (!url) return undefined
  return isPostgresUrl(url) ? 'postgresql' : url.split(':', 1)[0]
}

/** Whether the WebAssembly engine can serve the provider over pg. It names PostgreSQL in both of these ways. */
export function isServed(provider: string): boolean {
  return provider === 'postgresql' || provider === 'postgres'
}

const DATASOURCE_PROVIDER = /^\s*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*"(\w+)"/m
