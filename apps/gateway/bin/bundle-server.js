#!/usr/bin/env node
// Makes dist/bundle of dist/serving.js and all that it imports, with the licences of the libraries: a worker loads that in a
// quarter of the time. `npm run build` runs it.
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What is not all JavaScript, and which package imports it. */
const OUTSIDE = {
  '@node-rs/argon2': '@larder/users',
  sharp: '@larder/pictures',
  mariadb: '@larder/database'
}

/** What libraries of CommonJS find in Node. */
const BANNER = `import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url)
const requireFrom = (name) => makeRequire(import.meta.resolve(name))`

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const outdir = path.join(dist, 'bundle')

const outside = {
  name: 'outside',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${Object.keys(OUTSIDE).join('|')})$`)
    onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'outside' }))
    onLoad({ filter, namespace: 'outside' }, ({ path: name }) => {
      return { contents: `module.exports = requireFrom('${OUTSIDE[name]}')('${name}')` }
    })
  }
}

/** A file that looks for others beside itself finds them where it stands. */
const whereTheyStand = {
  name: 'where they stand',
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/.*\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8')
      if (file.includes('/node_modules/') || !source.includes('import.meta.')) return undefined
      return { contents: `const importMeta = { url: ${urlOf(file)} }; ${source}` }
    })
  }
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

await rm(outdir, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: [path.join(dist, 'serving.js')],
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  conditions: ['node'],
  format: 'esm',
  target: 'node20',
  // pg asks whether the first is there. The other is used in development alone, where there is no bundle.
  external: ['pg-native', '@larder/openapi'],
  define: { 'import.meta.url': 'importMeta.url' },
  banner: { js: BANNER },
  plugins: [outside, whereTheyStand],
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning'
})
const licences = licencesOf(Object.keys(metafile.inputs))
await writeFile(path.join(outdir, 'LICENSES.txt'), `${licences.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)
