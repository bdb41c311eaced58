import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { BadProjectError, NameTakenError, NoNameError } from './errors.js'
import { migrationNames, titleOf } from './folder.js'
import type { Project } from './project.js'
import { writeReverse } from './reverse.js'

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
}

/**
 * Makes a migration of what has changed in the models and applies it, by `prisma migrate dev`, on this process's terminal.
 * Writes the way back beside it.
 */
export async function migrate(project: Project, url: string, options: MigrateOptions): Promise<Migrated> {
  const before = await migrationNames(project.migrations)
  const title = titleFor(options.message)
  const taken = before.find((name) => titleOf(name).toLowerCase() === title)
  if (taken) throw new NameTakenError(taken)

  const args = ['migrate', 'dev', '--name', title, ...(options.createOnly ? ['--create-only'] : [])]
  const exitCode = await runPrisma(project, args)
  const [added] = (await migrationNames(project.migrations)).filter((name) => !before.includes(name))
  if (!added) return { exitCode, reverse: undefined }
  const reverse = writeReverse(project, url, added)
  // What Prisma could not apply cannot be replayed here either.
  return { exitCode, reverse: exitCode === 0 ? await reverse : await reverse.catch(() => undefined) }
}

/** A message as part of a folder's name. */
function titleFor(message: string): string {
  const words = message
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
  if (!words) throw new NoNameError(JSON.stringify(message))
  // Prisma allows 200 characters, time and all.
  return words.join('_').slice(0, 180)
}

async function runPrisma({ folder }: Project, args: string[]): Promise<number> {
  const child = spawn(process.execPath, [prismaCli(folder), ...args], { cwd: folder, stdio: 'inherit' })
  // The terminal sends Ctrl-C to both of us, and what Prisma makes of it counts.
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
    throw new BadProjectError(folder, 'needs Prisma: npm install -D prisma@7.10.0')
  }
}
