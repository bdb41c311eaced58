import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../run.mjs'
import { renamer } from './forms.mjs'
import { Refused } from './refused.mjs'
import { SAMPLE, sampleFiles } from './sample.mjs'

/** @throws Refused */
export function checkPackages(name) {
  const paths = [`packages/${name}`, `apps/${name}`, `prisma/schema/${name}.prisma`]
  const taken = paths.find((file) => existsSync(root + file))
  if (taken) throw new Refused(`${taken} is there already. Choose another name.`)
  // Folders of this name are not committed, nor linted.
  if (['dist', 'generated'].includes(name)) {
    throw new Refused(`'${name}' is what folders of built files are called. Choose another name.`)
  }
  if (pathsOfShop().includes(`/${name}`)) {
    throw new Refused(`The shop has pages of its own at /${name}. Choose another name.`)
  }
}

/** What it serves besides its features, without a language: `/metrics`, `/static`. */
function pathsOfShop() {
  const app = readFileSync(`${root}apps/gateway/src/app.ts`, 'utf8')
  const [, list = ''] = /^const UNPREFIXED = \[([^\]]*)\]/m.exec(app) ?? []
  return [...list.matchAll(/'([^']+)'/g)].map(([, path]) => path)
}

/** @throws Refused */
export function checkModels({ model, table }) {
  if (PRISMA_TYPES.has(model))
    throw new Refused(`'${model}' is a type of Prisma's. Choose another with --model.`)
  for (const file of readdirSync(`${root}prisma/schema`).filter((name) => name.endsWith('.prisma'))) {
    const schema = readFileSync(`${root}prisma/schema/${file}`, 'utf8')
    const models = schema.matchAll(/^(?:model|enum|type|view) +(\w+)/gm)
    const tables = schema.matchAll(/@@map\("([^"]+)"\)/g)
    if ([...models].some(([, taken]) => taken.toLowerCase() === model.toLowerCase())) {
      throw new Refused(`prisma/schema/${file} has a ${model} already. Choose another with --model.`)
    }
    if ([...tables].some(([, taken]) => taken === table)) {
      throw new Refused(`prisma/schema/${file} has a table '${table}' already. Choose another name.`)
    }
  }
}

/**
 * In every file that is made, and in the shop's list, a word means one thing.
 *
 * @throws Refused
 */
export function checkCode(feature) {
  const files = sampleFiles()
  const rename = renamer(SAMPLE, feature)
  const sources = files.filter((file) => /\.(ts|eta)$/.test(file.path))
  const app = readFileSync(`${root}apps/gateway/src/features.ts`, 'utf8')
  const taken =
    [feature.variable, feature.oneVariable].find(isReserved) ??
    sources.map(({ text }) => firstTwice(words(text).map(rename))).find(Boolean) ??
    firstTwice(files.map((file) => rename(file.path))) ??
    words(app).find((word) => word === feature.variable)
  if (taken) {
    const name = path.basename(taken)
    throw new Refused(`'${name}' means something else in the code. Choose another name, or --model.`)
  }
}

function isReserved(word) {
  try {
    new Function(`'use strict'; async () => { let ${word} }`)
    return false
  } catch {
    return true
  }
}

/** The names that the code of a module or a template uses, each once, but for those of properties. */
function words(source) {
  const code = source.match(/<%[\s\S]*?%>/g)?.join('\n') ?? source
  const bare = code.replace(/\/\/.*|\/\*[\s\S]*?\*\/|'[^'\n]*'|`[^`]*`/g, ' ')
  return [...new Set(bare.match(/(?<![\w.])[A-Za-z]\w*(?!\w*:)/g))]
}

function firstTwice(names) {
  return names.find((name, index) => names.indexOf(name) !== index)
}

const PRISMA_TYPES = new Set(
  'BigInt Boolean Bytes DateTime Decimal Float Int Json Prisma PrismaClient String'.split(' ')
)
