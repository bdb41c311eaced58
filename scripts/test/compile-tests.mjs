import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from '../run.mjs'

const FOLDER = '.tap/tests'

/**
 * Compiles a package's tests, with all packages of the workspace that they import, into few files: to read a thousand
 * modules, and TypeScript by a loader, would take a third of the time of each test's process.
 *
 * @param files TypeScript below `test`
 * @returns their JavaScript, in the same order
 */
export async function compileTests(files) {
  await build({
    entryPoints: files,
    outbase: 'test',
    outdir: FOLDER,
    bundle: true,
    splitting: true,
    platform: 'node',
    conditions: ['node'],
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    define: {
      'import.meta.url': 'importMeta.url',
      'import.meta.filename': 'importMeta.filename',
      'import.meta.dirname': 'importMeta.dirname'
    },
    plugins: [TAP_OF_THE_FILE, LIBRARIES_OUTSIDE, WHERE_THEY_STAND],
    logLevel: 'warning'
  })
  return files.map((file) => path.join(FOLDER, path.relative('test', file)).replace(/\.ts$/, '.js'))
}

/** Has each test file take for tap the subtest that run-files.mjs runs it in. */
const TAP_OF_THE_FILE = {
  name: 'tap of the file',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tap$/ }, ({ importer }) => {
      return importer.startsWith(path.resolve('test')) ? { path: importer, namespace: 'tap' } : undefined
    })
    onLoad({ filter: /./, namespace: 'tap' }, () => ({ contents: TAP }))
  }
}

const TAP = `const t = globalThis[Symbol.for('larder.test-file')]
export { t, t as default }
export const test = t.test.bind(t)
export const before = t.before.bind(t)`

const LIBRARIES_OUTSIDE = {
  name: 'libraries outside',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...from }) => {
      if (pluginData === FOUND) return undefined
      const found = await resolve(name, { ...from, pluginData: FOUND })
      if (found.errors.length > 0 || found.external) return { path: name, external: true }
      const isLibrary = found.path.includes('/node_modules/')
        ? !MANY_FILES.test(found.path)
        : LOOKS_AROUND.test(found.path)
      if (!isLibrary) return found
      return {
        path: from.kind === 'require-call' ? found.path : pathToFileURL(found.path).href,
        external: true
      }
    })
  }
}

const FOUND = Symbol('found')
/** It asks where its own libraries are. */
const LOOKS_AROUND = /\/packages\/schema-engine\//
/** Libraries of hundreds of files. */
const MANY_FILES = /\/node_modules\/typebox\//

/** A file that looks for others beside itself finds them: a test's where it stands, a source's in what is built of it. */
const WHERE_THEY_STAND = {
  name: 'where they stand',
  setup({ onLoad }) {
    onLoad({ filter: /\.[tj]s$/ }, async ({ path: file }) => {
      if (!file.startsWith(root)) return undefined
      const source = await readFile(file, 'utf8')
      const filename = file.replace(/\/src\/(.*)\.ts$/, '/dist/$1.js')
      const found = { url: pathToFileURL(filename).href, filename, dirname: path.dirname(filename) }
      const contents = source.includes('import.meta.')
        ? `const importMeta = ${JSON.stringify(found)}; ${source}`
        : source
      return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' }
    })
  }
}
