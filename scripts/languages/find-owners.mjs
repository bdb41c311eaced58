import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Who has messages, by the name that keys call it by: '' is the app. Blueprints and `addMessages` say where their folder is.
 */
export function findOwners(root) {
  const owners = new Map()
  for (const app of foldersIn(path.join(root, 'apps'))) addOwner(owners, '', app)
  addOwner(owners, 'blueprint', path.join(root, 'packages/blueprint'))
  for (const file of sourceFiles(root)) {
    const text = readFileSync(file, 'utf8')
    for (const pattern of [BLUEPRINT, PLUGIN]) {
      for (const [, name, folder] of text.matchAll(pattern))
        addOwner(owners, name, path.resolve(path.dirname(file), folder))
    }
  }
  for (const owner of owners.values()) owner.overrides = findOverrides(root, owner.name)
  return owners
}

const BLUEPRINT = /name: '([a-z][a-z0-9-]*)',\s*root: new URL\('([^']+)', import\.meta\.url\)/g
const PLUGIN = /addMessages\(app, '([a-z][a-z0-9-]*)', new URL\('([^']+)', import\.meta\.url\)\)/g

function addOwner(owners, name, root) {
  const folder = path.join(root, 'languages')
  if (!existsSync(folder)) return
  const languages = readdirSync(folder).flatMap((file) => /^([\w-]+)\.json$/.exec(file)?.[1] ?? [])
  const file = (language) => path.join(folder, `${language}.json`)
  const files = new Map(languages.map((language) => [language, readMessages(file(language))]))
  owners.set(name, { name, root, file, files, english: files.get('en') ?? new Map(), overrides: [] })
}

function findOverrides(root, name) {
  const folders = foldersIn(path.join(root, 'apps')).map((app) => path.join(app, 'languages'))
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder).flatMap((base) => {
      const [, owner, language] = /^([a-z][a-z0-9-]*)\.([\w-]+)\.json$/.exec(base) ?? []
      const file = path.join(folder, base)
      return owner === name ? [{ file, language, texts: readMessages(file) }] : []
    })
  )
}

function readMessages(file) {
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))))
}

/** The values of each enum of Prisma, by its name as a group has it: `orderStatus`. */
export function readEnums(root) {
  const folder = path.join(root, 'prisma/schema')
  const schema = existsSync(folder)
    ? readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'))
    : []
  const enums = [...schema.join('\n').matchAll(/^enum\s+(\w+)\s*\{([\s\S]*?)^\}/gm)]
  return new Map(
    enums.map(([, name, body]) => {
      const values = [...body.matchAll(/^\s*(\w+)\s*(?:@.*)?$/gm)].map(([, value]) => value)
      return [name[0].toLowerCase() + name.slice(1), values]
    })
  )
}

/** TypeScript of packages and apps. */
export function sourceFiles(root) {
  const parents = ['packages', 'apps'].flatMap((folder) => foldersIn(path.join(root, folder)))
  return parents.flatMap((folder) => filesIn(path.join(folder, 'src'), '.ts'))
}

export function filesIn(folder, extension) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file))
}

export function foldersIn(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : []
}
