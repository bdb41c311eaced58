import { readFileSync } from 'node:fs'
import { root } from '../run.mjs'
import { editLock } from './edit-lock.mjs'
import { Refused } from './refused.mjs'

/**
 * The shop's files that name each of its features, with one more.
 *
 * @returns each file's path from the root and its new text
 * @throws Refused where a file is not as it was when this was written
 */
export function editShop(feature) {
  return EDITS.map(({ path, edit }) => ({
    path,
    text: edit(readFileSync(root + path, 'utf8'), feature, path)
  }))
}

const EDITS = [
  { path: 'apps/gateway/package.json', edit: addDependency },
  { path: 'pnpm-lock.yaml', edit: editLock },
  { path: 'apps/gateway/src/features.ts', edit: addToApp },
  { path: 'apps/gateway/test/long/only.ts', edit: addToOnly },
  { path: 'scripts/test/mysql-tests.mjs', edit: addToMysql },
  { path: 'apps/gateway/test/fixtures/in-browser/visits.ts', edit: addVisits },
  { path: 'README.md', edit: addToTable },
  { path: 'README.zh-CN.md', edit: addToTable }
]

function addDependency(text, { name }) {
  const manifest = JSON.parse(text)
  const dependencies = { ...manifest.dependencies, [`@larder/${name}`]: 'workspace:^' }
  manifest.dependencies = Object.fromEntries(Object.entries(dependencies).sort())
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function addToApp(text, { name, variable }, path) {
  const imported = addImport(text, `import ${variable} from '@larder/${name}'`)
  const last = /(\nexport default async function features\([\s\S]*?)\n {2}await addStaffPages\(/
  return insert(imported, last, `\n  await app.register(${variable}, { prefix: '/${name}' })`, path)
}

function addToOnly(text, { name, variable }, path) {
  const imported = addImport(text, `import { ${variable}Behave } from '@larder/${name}/testing'`)
  const last = /(\n {2}\{ name: '[^\n]*\})\n\]/
  return insert(imported, last, `,\n  { name: '${name}', page: '/${name}', behave: ${variable}Behave }`, path)
}

/** Its tests run on MariaDB, too. */
function addToMysql(text, { name }, path) {
  return insert(text, /(export const MYSQL_PACKAGES = \[[^\]]*')\n\]/, `,\n  'packages/${name}'`, path)
}

function addVisits(text, { name, model }, path) {
  const imported = addImport(text, `import { create${model} } from '@larder/${name}/testing'`)
  const last = /(\nexport const PAGES[\s\S]*?)\n\}\n/
  const visits = `,
  '/${name}': {
    'all of them': async (page, address, app) => {
      await create${model}(app.db)
      await page.goto(\`\${address}/${name}\`)
    }
  },
  '/${name}/:id': {
    one: async (page, address, app) => {
      const { id } = await create${model}(app.db)
      await page.goto(\`\${address}/${name}/\${id}\`)
    }
  }`
  return insert(imported, last, visits, path)
}

function addToTable(text, { name }, path) {
  return insert(text, /(\n\| \[packages\/users\][^|\n]*?) \|/, ` [${name}](packages/${name})`, path)
}

/** Wherever it stands, Biome puts it in its place. */
function addImport(text, line) {
  return `${line}\n${text}`
}

/** Puts `added` behind what the first group of `place` has found. */
function insert(text, place, added, path) {
  if (!place.test(text))
    throw new Refused(`${path} has another shape than this command knows. Add it by hand.`)
  return text.replace(place, (found, before) => before + added + found.slice(before.length))
}
