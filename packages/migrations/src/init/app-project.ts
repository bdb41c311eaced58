import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  MIGRATIONS_ERR_MODEL_TAKEN,
  MIGRATIONS_ERR_NO_DATASOURCE,
  MIGRATIONS_ERR_OWN_CHECKOUT,
  MIGRATIONS_ERR_PROVIDER
} from '../errors.js'
import { migrationsIn } from './copy-migrations.js'
import { readModels } from './read-models.js'
import type { Step } from './step.js'

/** @throws MIGRATIONS_ERR_… where Larder's tables cannot become a part of this folder's project */
export function checkProject(folder: string, from: string): void {
  const { file, provider } = findDatasource(folder) ?? {}
  if (provider && !/^postgres(ql)?$/.test(provider)) {
    throw new MIGRATIONS_ERR_PROVIDER(file, provider)
  }
  if (!file && existsSync(path.join(folder, SCHEMA_FILE))) {
    throw new MIGRATIONS_ERR_NO_DATASOURCE(SCHEMA_FILE)
  }
  const known = migrationsIn(path.join(folder, 'prisma', 'migrations'))
  const [own] = migrationsIn(path.join(from, 'migrations')).filter((name) => known.includes(name))
  if (own) {
    throw new MIGRATIONS_ERR_OWN_CHECKOUT(own)
  }
  refuseTakenNames(folder, from)
}

function refuseTakenNames(folder: string, from: string): void {
  const ours = readModels(path.join(from, 'schema'))
  const theirs = readModels(path.join(folder, 'prisma'), ['larder'])
  const taken = theirs.find((one) =>
    ours.some(({ name, mapped }) => name === one.name || mapped === one.mapped)
  )
  if (taken) throw new MIGRATIONS_ERR_MODEL_TAKEN(`prisma/${taken.file}`, taken.name, taken.mapped)
}

/** Writes the parts of a Prisma project that the app lacks, beside models and migrations. */
export function writeProject(folder: string): Step[] {
  const steps: Step[] = []
  const config = readdirSync(folder).find((name) => /^prisma\.config\.[cm]?[jt]s$/.test(name))
  if (!config) {
    const file = existsSync(path.join(folder, 'tsconfig.json')) ? 'prisma.config.ts' : 'prisma.config.mjs'
    writeFileSync(path.join(folder, file), CONFIG)
    steps.push({ done: 'added', file })
  } else if (isFirstTime(folder) && !SCHEMA_IS_FOLDER.test(readFileSync(path.join(folder, config), 'utf8'))) {
    const advice = `${config} should say "schema: 'prisma'", so that Prisma reads the models in all folders there.`
    steps.push({ done: 'kept', file: config, advice })
  }
  if (!findDatasource(folder)) {
    mkdirSync(path.join(folder, 'prisma'), { recursive: true })
    writeFileSync(path.join(folder, SCHEMA_FILE), SCHEMA + generatorFor(folder))
    steps.push({ done: 'added', file: SCHEMA_FILE })
  }
  return steps
}

/** Whether nothing was copied before. */
function isFirstTime(folder: string): boolean {
  return !existsSync(path.join(folder, 'prisma', 'larder'))
}

function findDatasource(folder: string): { file: string; provider: string | undefined } | undefined {
  const prisma = path.join(folder, 'prisma')
  if (!existsSync(prisma)) return undefined
  for (const name of readdirSync(prisma, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.prisma')) continue
    const [, body] =
      /^datasource\s+\w+\s*\{([^}]*)\}/m.exec(readFileSync(path.join(prisma, name), 'utf8')) ?? []
    if (body === undefined) continue
    return { file: `prisma/${name}`, provider: /^\s*provider\s*=\s*"(.*?)"/m.exec(body)?.[1] }
  }
  return undefined
}

const SCHEMA_FILE = 'prisma/schema.prisma'
const SCHEMA_IS_FOLDER = /schema:\s*(['"`])(\.\/)?prisma\/?\1/

const CONFIG = `import { enginePath, projectPaths } from '@larder/schema-engine'
import { defineConfig } from 'prisma/config'

// Prisma's own engine is a download; this one comes with the packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= enginePath

const url = process.env.DATABASE_URL
// For a mysql:// URL: the migrations in prisma/mysql, and a copy of the schema in .larder.
const { schema, migrations } = projectPaths(url, import.meta.dirname, {
  schema: 'prisma',
  migrations: 'prisma/migrations'
})

export default defineConfig({ schema, migrations: { path: migrations }, datasource: { url } })
`

/** The app's own client, which has Larder's models too. Plain JavaScript: "prisma-client" writes TypeScript. */
function generatorFor(folder: string): string {
  if (!existsSync(path.join(folder, 'tsconfig.json'))) {
    return `
generator client {
  provider        = "prisma-client-js"
  output          = "../generated/prisma"
  previewFeatures = ["relationJoins"]
}
`
  }
  const { type } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return `
generator client {
  provider            = "prisma-client"
  output              = "../src/generated/prisma"
  previewFeatures     = ["relationJoins"]
  importFileExtension = "js"
  moduleFormat        = "${type === 'module' ? 'esm' : 'cjs'}"
}
`
}

const SCHEMA = `// The app's own models go here, or in files of their own beside this one. Larder's are in larder/.

datasource db {
  provider = "postgresql"
}
`
