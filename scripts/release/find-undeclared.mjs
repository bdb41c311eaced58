import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import ts from 'typescript'

/** What a package imports, in code or declarations, without that its package.json names it: one line for each. */
export function findUndeclared(folder, files, manifest) {
  const declared = new Set([
    manifest.name,
    ...['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {})
    )
  ])
  const problems = new Set()
  for (const file of files.filter((name) => /^(dist|bin)\/.*\.(js|d\.ts)$/.test(name))) {
    // The gateway's bundle holds what it needs.
    if (file.includes('/bundle/')) continue
    for (const name of importsOf(readFileSync(path.join(folder, file), 'utf8'))) {
      if (!declared.has(name) && !(FOR_TESTS.has(name) && file.includes('/testing/')))
        problems.add(`${file} imports ${name}, which its package.json does not name`)
    }
  }
  return [...problems]
}

/** An app that uses `@larder/X/testing` has these for its own tests: see docs/stability.md. */
const FOR_TESTS = new Set(['@larder/testing', 'tap'])

function importsOf(text) {
  return ts
    .preProcessFile(text, true, false)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^[.#]|^node:/.test(name) && !builtinModules.includes(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
}
