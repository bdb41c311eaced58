import { cpSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * Copies an installed folder without what a gateway never reads: source maps, sources in TypeScript, what libraries say in
 * Markdown, their tests and examples, and the query compilers of Prisma that the shop's client does not name, which are 19
 * of 20. Licences come along.
 */
export function copyUsed(from, to) {
  const source = realpathSync(from)
  const unused = new Set(unusedCompilers(source))
  cpSync(source, to, {
    recursive: true,
    // Packages are links to each other by relative names.
    verbatimSymlinks: true,
    filter: (file) => !UNREAD.test(file) && !unused.has(file)
  })
}

const UNREAD =
  /\.map$|\.[cm]?ts$|node_modules\/(@[^/]+\/)?[^/]+\/(tests?|docs?|examples?|benchmarks?|\.github|(?!licen[cs]e|copying|notice)[^/]*\.md)$/i

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
