import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { twinsFolder, type WrittenTwin, writeMissingTwins } from '@larder/schema-engine'
import { MIGRATIONS_ERR_BAD_PROJECT, MIGRATIONS_ERR_NAME_TAKEN, MIGRATIONS_ERR_NO_NAME } from '../errors.js'
import { migrationNames, titleOf } from '../history/read-migrations.js'
import type { Project } from './open-project.js'
import { writeReverse } from './write-reverse.js'

export interface MigrateOptions {
  /** What changes, in words: `add gender`. */
  readonly message: string
  /** Write the migration only, to be edited before it is applied. @default false */
  readonly createOnly?: boolean | undefined
}

export interface Migrated {
  /** Of Prisma's command. */
  readonly exitCode: number
  /** The `down.sql` of the migration; none where nothing has changed. */
  readonly reverse: string | undefined
  /** The scripts for MySQL, in a project that has these. */
  readonly twins: readonly WrittenTwin[]
}

/**
 * Makes a migration of the changes in the models and applies it by `prisma migrate dev`, on this
 * terminal. Writes its down.sql, and both for MySQL.
 */
export async function migrate(project: Project, url: string, options: MigrateOptions): Promise<Migrated> {
  const before = migrationNames(project.migrations)
  const title = titleFor(options.message)
  const taken = before.find((name) => titleOf(name).toLowerCase() === title)
  if (taken) throw new MIGRATIONS_ERR_NAME_TAKEN(taken)

  const isPlain = /^\w+$/.test(title)
  const exitCode = await runPrisma(project, createArguments(title, options.createOnly || !isPlain))
  const [created] = migrationNames(project.migrations).filter((name) => !before.includes(name))
  if (!created) return { exitCode, reverse: undefined, twins: [] }
  if (isPlain) return finish(project, url, created, exitCode)

  // Prisma would write `ü` as `ue`, and drop Chinese.
  const name = created.replace(/_.*|$/, `_${title}`)
  await rename(path.join(project.migrations, created), path.join(project.migrations, name))
  await rm(path.join(twinsFolder(project.migrations), created), { recursive: true, force: true })
  return finish(
    project,
    url,
    name,
    options.createOnly ? exitCode : await runPrisma(project, ['migrate', 'dev'])
  )
}

async function finish(project: Project, url: string, name: string, exitCode: number): Promise<Migrated> {
  const written = await reverse(project, url, name, exitCode)
  return { exitCode, reverse: written, twins: await writeMissingTwins(project.migrations) }
}

function createArguments(title: string, createOnly: boolean | undefined): string[] {
  return ['migrate', 'dev', '--name', title, ...(createOnly ? ['--create-only'] : [])]
}

/** A migration that failed may have no reverse, since it cannot be replayed. */
async function reverse(
  project: Project,
  url: string,
  name: string,
  exitCode: number
): Promise<string | undefined> {
  const written = writeReverse(project, url, name)
  return exitCode === 0 ? written : written.catch(() => undefined)
}

/** A message as part of a folder's name. */
function titleFor(message: string): string {
  const words = message
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
  if (!words) throw new MIGRATIONS_ERR_NO_NAME(JSON.stringify(message))
  return shorten(words.join('_'))
}

/** Prisma allows 200 characters, time and all, and file systems 255 bytes. */
function shorten(title: string): string {
  let short = ''
  for (const character of title) {
    const longer = short + character
    if (longer.length > 180 || Buffer.byteLength(longer) > 240) break
    short = longer
  }
  return short
}

async function runPrisma({ folder }: Project, args: string[]): Promise<number> {
  const child = spawn(process.execPath, [prismaCli(folder), ...args], { cwd: folder, stdio: 'inherit' })
  // The terminal sends Ctrl-C to both processes. Prisma decides.
  const ignore = () => {}
  process.on('SIGINT', ignore)
  const [code, signal] = await once(child, 'exit')
  process.off('SIGINT', ignore)
  return signal ? 130 : code
}

function prismaCli(folder: string): string {
  try {
    const file = createRequire(path.join(folder, 'package.json')).resolve('prisma/package.json')
    const { bin } = JSON.parse(readFileSync(file, 'utf8'))
    return path.join(path.dirname(file), bin.prisma)
  } catch {
    throw new MIGRATIONS_ERR_BAD_PROJECT(folder, 'needs Prisma: npm install -D prisma@7.10.0')
  }
}
