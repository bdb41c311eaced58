import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Choices } from './choices.js'
import { ALL } from './features.js'

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url))

/** Writes the files of a project into a folder: those of the template, without what the project does without. */
export function writeFiles(folder: string, choices: Choices): void {
  const entries = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(TEMPLATE, file)
    if (!isWanted(name, choices)) continue
    const target = path.join(folder, nameOf(name, choices))
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, textOf(name, readFileSync(file, 'utf8'), choices))
  }
}

function isWanted(name: string, { features, languages }: Choices): boolean {
  const [, language] = /languages\/(?:\w+\.)?([\w-]+)\.json$/.exec(name) ?? []
  if (language && language !== 'en') return languages.includes(language)
  return name !== 'test/orders.ts' || features.includes('checkout')
}

/** npm packs no file of these names. */
function nameOf(name: string, { name: shop }: Choices): string {
  return name.replace(/^(gitignore|npmrc)$/, '.$1').replaceAll('my-shop', shop)
}

function textOf(name: string, template: string, choices: Choices): string {
  const text = template
    .replaceAll('my-shop', choices.name)
    .replaceAll('my_shop', choices.name.replaceAll('-', '_'))
    .replaceAll('My shop', titleOf(choices.name))
  if (name === 'package.json') return writeManifest(text, choices)
  if (name === 'larder.json') return writeSettings(text, choices)
  if (name === 'src/app.ts' || name === 'prisma/seed.ts') return withoutFeatures(text, choices)
  if (name === 'development.env') return writeEnvironment(text, choices)
  return text
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Larder's packages of this version. */
function writeManifest(text: string, choices: Choices): string {
  const manifest = JSON.parse(text)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const without = leftOut(choices).map((name) => `@larder/${name}`)
  for (const kind of ['dependencies', 'devDependencies']) {
    const entries = Object.entries<string>(manifest[kind]).filter(([name]) => !without.includes(name))
    manifest[kind] = Object.fromEntries(
      entries.map(([name, range]) => [name, name.startsWith('@larder/') ? `^${version}` : range])
    )
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function writeSettings(text: string, { languages }: Choices): string {
  return `${JSON.stringify({ ...JSON.parse(text), languages: languages.join() }, null, 2)}\n`
}

/** Code less the imports from packages that are left out, and the lines that register or call what these export. */
export function withoutFeatures(text: string, choices: Choices): string {
  const without = leftOut(choices)
  const gone: string[] = []
  const lines = text.split('\n').filter((line) => {
    const [, names = '', name = ''] = /^import (.+) from '@larder\/([\w-]+)(?:\/\w+)?'$/.exec(line) ?? []
    if (without.includes(name)) gone.push(...(names.match(/\w+/g) ?? []))
    const [, used = ''] = /await (?:app\.register\()?(\w+)/.exec(line) ?? []
    return !without.includes(name) && !gone.includes(used)
  })
  return lines.join('\n')
}

function writeEnvironment(text: string, { database }: Choices): string {
  if (database === 'embedded') return text
  const scheme = database === 'mysql' ? 'mysql' : 'postgresql'
  const port = database === 'mysql' ? 3306 : 5432
  return `${text}# Your server. Tests make databases of their own there, so the account may create some.
DATABASE_URL=${scheme}://larder:CHANGE-ME@127.0.0.1:${port}/larder
`
}

function leftOut({ features }: Choices): string[] {
  return ALL.filter((name) => !features.includes(name))
}
