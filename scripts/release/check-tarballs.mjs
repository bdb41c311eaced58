import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { findUndeclared } from './find-undeclared.mjs'
import { problemsError, runQuietly } from './run-quietly.mjs'

/** Looks into each tarball. @throws an error with all problems of all of them */
export async function checkTarballs(tarballs, version, print) {
  const problems = []
  for (const { name, file } of tarballs) {
    const found = await checkTarball(file, version)
    print(`${name}${found.length > 0 ? `: ${found.length} problems` : ''}`)
    problems.push(...found.map((problem) => `${name}: ${problem}`))
  }
  if (problems.length > 0) throw problemsError(problems)
}

async function checkTarball(file, version) {
  const folder = file.replace(/\.tgz$/, '')
  mkdirSync(folder)
  await runQuietly('tar', ['xzf', file, '-C', folder, '--strip-components=1'])
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const problems = [
    ...checkManifest(manifest, version),
    ...checkFiles(folder, files),
    ...checkReadme(folder, manifest.name),
    ...findUndeclared(folder, files, manifest),
    ...(await lint(file)),
    // A package that is a command alone has none.
    ...(manifest.exports ? await checkTypes(file) : [])
  ]
  rmSync(folder, { recursive: true })
  return problems
}

function checkManifest(manifest, version) {
  const problems = manifest.version === version ? [] : [`its version is ${manifest.version}, not ${version}`]
  const own = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies']
  for (const [name, range] of own.flatMap((kind) => Object.entries(manifest[kind] ?? {}))) {
    if (/^(workspace|catalog|link|file):/.test(range))
      problems.push(`it needs ${name} ${range}, which is no version`)
  }
  for (const field of ['description', 'license', 'engines'])
    if (!manifest[field]) problems.push(`its package.json has no ${field}`)
  return problems
}

function checkFiles(folder, files) {
  const problems = ['LICENSE', 'README.md']
    .filter((name) => !files.includes(name))
    .map((name) => `it holds no ${name}`)
  // Those of a template are tests of the project that is made of it.
  const tests = files.filter(
    (file) => /^(?!template\/)(.*\/)?(test|bench|fixtures)\//.test(file) || /\.(test|spec)\.js$/.test(file)
  )
  problems.push(...tests.map((file) => `${file} is a test`))
  for (const file of files.filter((name) => name.endsWith('.js.map'))) {
    const { sources, sourcesContent = [] } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
    const missing = sources.filter(
      (source, index) =>
        typeof sourcesContent[index] !== 'string' &&
        !existsSync(path.resolve(folder, path.dirname(file), source))
    )
    if (missing.length > 0) problems.push(`${file} points to ${missing[0]}, which is not there`)
  }
  return problems
}

function checkReadme(folder, name) {
  const file = path.join(folder, 'README.md')
  // That of the blueprint speaks of the files of any blueprint.
  if (!existsSync(file) || name === '@larder/blueprint') return []
  return [...namedIn(readFileSync(file, 'utf8'))]
    .filter((named) => !existsSync(path.join(folder, named)))
    .map((named) => `README.md names ${named}, which is not there`)
}

/** Templates, scripts and styles by their paths in the package; below `templates/goods` stand those of an app. */
function namedIn(readme) {
  const names = readme.matchAll(/`((?:templates|static|languages|data|bin)\/[\w.-]+\.\w+)`/g)
  return new Set([...names].map(([, name]) => name))
}

async function lint(file) {
  const tarball = readFileSync(file)
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, level: 'warning' })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`)
}

const attw = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')),
  'dist/index.js'
)

/** Without what only old Node and `require` of CommonJS would find: the packages are modules. */
async function checkTypes(file) {
  const args = [attw, file, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  const { code, output } = await runQuietly(process.execPath, args)
  return code === 0 ? [] : [`are the types wrong: ${output.trim()}`]
}
