#!/usr/bin/env node
// Makes dist/bundle of what a worker and the process that prepares the database run, and of all that it imports, with the
// licences of the libraries: a worker loads that in a quarter of the time. `npm run build` runs it.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * What libraries of CommonJS find in Node, and since version 21 everybody: without it pg makes a `Response` to learn
 * where it runs, and loads undici for that.
 */
const BANNER = `import { createRequire as makeRequire } from 'node:module'
import { pathToFileURL as fileUrl } from 'node:url'
const require = makeRequire(import.meta.url)
const requireFrom = (name) => makeRequire(import.meta.resolve(name))
const navigator = globalThis.navigator ?? { userAgent: 'Node.js' }`

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const outdir = path.join(dist, 'bundle')

/** What is no JavaScript stays in node_modules, and is required only from one package. */
const addons = {
  name: 'addons',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@node-rs\/argon2$/ }, ({ path: name }) => ({ path: name, namespace: 'addon' }))
    onLoad({ filter: /./, namespace: 'addon' }, ({ path: name }) => {
      return { contents: `module.exports = requireFrom('@larder/users')('${name}')` }
    })
  }
}

/**
 * A file that looks for others beside itself finds them where it stands. So does one that imports a library only where it
 * needs it: such libraries are large, or no JavaScript, and stay in node_modules.
 */
const whereTheyStand = {
  name: 'where they stand',
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/.*\.js$/ }, async ({ path: file }) => {
      if (file.includes('/node_modules/')) return undefined
      const source = await readFile(file, 'utf8')
      const [, owner] = /\/packages\/([^/]+)\/dist\//.exec(file) ?? []
      const contents = owner ? importFrom(owner, source) : source
      if (!source.includes('import.meta.')) return { contents }
      return { contents: `const importMeta = { url: ${urlOf(file)} }; ${contents}` }
    })
  }
}

function importFrom(owner, source) {
  return source.replace(/\bimport\((['"])([^.'"][^'"]*)\1\)/g, (found, _quote, name) => {
    if (isBuiltin(name) || name.startsWith('@larder/')) return found
    return `import(fileUrl(requireFrom('@larder/${owner}').resolve('${name}')).href)`
  })
}

function urlOf(file) {
  const [, name, part] = /\/packages\/([^/]+)\/(dist\/.*)/.exec(file) ?? []
  if (name) return `new URL('../${part}', import.meta.resolve('@larder/${name}')).href`
  return `import.meta.resolve('../${path.relative(dist, file)}')`
}

function licencesOf(files) {
  const folders = new Set(files.flatMap((file) => /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    const text = texts.map((file) => readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n')
    return `${name} ${version}: ${license}\n\n${text}`.trim()
  })
}

/** V8 keeps a source of which one character is not of Latin-1 in two bytes for each. */
function inLatin1(text) {
  return text.replace(/[\u0100-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

await rm(outdir, { recursive: true, force: true })
await mkdir(outdir)
// One by one, since what two have in common would be loaded by both, whether they need it or not.
const built = await Promise.all(['serving.js', 'processes/prepare-database.js'].map(bundle))
for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles))
  await writeFile(file, inLatin1(text))
const licences = licencesOf(built.flatMap(({ metafile }) => Object.keys(metafile.inputs)))
await writeFile(path.join(outdir, 'LICENSES.txt'), `${licences.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)

function bundle(file) {
  return build({
    entryPoints: [path.join(dist, file)],
    outdir,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    platform: 'node',
    conditions: ['node'],
    format: 'esm',
    target: 'node20',
    // pg asks whether the first is there. The next is used in development alone, where there is no bundle, and a shop may do
    // without the others.
    external: ['pg-native', '@larder/openapi', '@larder/migrations', '@larder/postgres', '@larder/tracing'],
    define: { 'import.meta.url': 'importMeta.url' },
    banner: { js: BANNER },
    plugins: [addons, whereTheyStand],
    metafile: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning'
  })
}
