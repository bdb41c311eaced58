import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** An installation of the Prisma CLI, seen from its dependencies. */
export interface PrismaCli {
  /** The package folder of its @prisma/engines. */
  readonly engines: string
  /** The build of the schema engine it speaks to, a commit of prisma-engines. */
  readonly enginesVersion: string
  /** Requires what @prisma/engines depends on. */
  readonly require: NodeJS.Require
}

/**
 * Finds the Prisma CLI that runs this process: its parent, whose command line Linux shows.
 * Elsewhere, or with another parent, it is the `prisma` of the project in the working folder.
 */
export function findPrismaCli(): PrismaCli | undefined {
  for (const script of parentScripts()) {
    const cli = openInstallation(script)
    if (cli) return cli
  }
  const project = createRequire(path.join(process.cwd(), 'package.json'))
  const prisma = attempt(() => project.resolve('prisma/package.json'))
  return prisma ? openInstallation(prisma) : undefined
}

function parentScripts(): string[] {
  const commandLine = `/proc/${process.ppid}/cmdline`
  if (!existsSync(commandLine)) return []
  const [, ...words] = readFileSync(commandLine, 'utf8').split('\0')
  return words.filter((word) => word && !word.startsWith('-')).map((word) => path.resolve(word))
}

function openInstallation(script: string): PrismaCli | undefined {
  const main = attempt(() => createRequire(realpathSync(script)).resolve('@prisma/engines/package.json'))
  if (!main) return undefined
  const require = createRequire(main)
  const { enginesVersion } = require('@prisma/engines-version')
  return { engines: path.dirname(main), enginesVersion, require }
}

/** Undefined where a word is no file, or a folder lacks the package. */
function attempt(find: () => string): string | undefined {
  try {
    return find()
  } catch {
    return undefined
  }
}
