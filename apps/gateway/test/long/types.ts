import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '@larder/postgres'
import tap, { test } from 'tap'
import { installOutside } from '../fixtures/outside-project.js'

// It compiles the declarations of all libraries, many times.
tap.setTimeout(1_800_000)

/** The oldest that is kept, and those that people have. `package.json` has the newest. */
const VERSIONS = ['5.8.3', '5.9.3', '6.0.3']

const STRICT = { noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true }
const SETTINGS = {
  nodenext: { compilerOptions: { ...STRICT, module: 'nodenext' } },
  // A bundler takes no CommonJS of TypeScript.
  bundler: {
    compilerOptions: { ...STRICT, module: 'esnext', moduleResolution: 'bundler' },
    exclude: ['src/adopter/*.cts']
  }
}

const compilers = Object.fromEntries(
  VERSIONS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`])
)
const app = (await installOutside('typescript', compilers)).copyExample('typescript')
await app.command('larder-db init')
await app.command('prisma format')
await app.command('prisma generate')
const adopter = path.join(app.folder, 'src/adopter')
cpSync(fileURLToPath(new URL('../fixtures/adopter', import.meta.url)), adopter, { recursive: true })
writeFileSync(path.join(adopter, 'every-package.ts'), importAll())

for (const [name, settings] of Object.entries(SETTINGS)) {
  const config = `tsconfig.${name}.json`
  writeFileSync(path.join(app.folder, config), JSON.stringify({ extends: './tsconfig.json', ...settings }))
  for (const version of VERSIONS) {
    test(`TypeScript ${version} finds no fault with an app and all declarations: ${name}`, async (t) => {
      await t.resolves(app.command(`node ../node_modules/typescript-${version}/bin/tsc -p ${config}`))
    })
  }
}

/** Imports whatever the packages export, save what is for tests. */
function importAll(): string {
  const folder = path.join(projectFolder(), 'packages')
  const names = readdirSync(folder).flatMap((name) => {
    const { name: packageName, exports = {} } = JSON.parse(
      readFileSync(path.join(folder, name, 'package.json'), 'utf8')
    )
    if (/^(testing|load|until)$/.test(name)) return []
    return Object.keys(exports)
      .filter((key) => key !== './testing')
      .map((key) => path.posix.join(packageName, key))
  })
  const lines = names.map((name, place) => `export * as p${place} from '${name}'`)
  return `${lines.join('\n')}\n`
}
