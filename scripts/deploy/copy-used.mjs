import { cpSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * Copies an installed folder without what a gateway never reads: source maps, type declarations, and the query compilers
 * of Prisma that the shop's client does not name, which are 19 of 20.
 */
export function copyUsed(from, to) {
  const source = realpathSync(from)
  const unused = new Set(unusedCompilers(source))
  cpSync(source, to, {
    recursive: true,
    // Packages are links to each other by relative names.
    verbatimSymlinks: true,
    filter: (file) => !/\.(map|d\.[cm]?ts)$/.test(file) && !unused.has(file)
  })
}

function unusedCompilers(folder) {
  const database = realpathSync(path.join(folder, 'node_modules/@larder/database'))
  const client = readFileSync(path.join(database, 'dist/generated/internal/class.js'), 'utf8')
  // pnpm places what a package depends on beside it.
  const runtime = realpathSync(path.join(database, '../../@prisma/client/runtime'))
  const compilers = readdirSync(runtime).filter((name) => name.startsWith('query_compiler_'))
  const unused = compilers.filter((name) => !client.includes(`/${name}"`))
  if (unused.length === compilers.length)
    throw new Error(`The client of ${database} names no query compiler.`)
  return unused.map((name) => path.join(runtime, name))
}
