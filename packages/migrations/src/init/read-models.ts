import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A block of Prisma's schema that has a name for itself: a model or an enum. */
export interface NamedBlock {
  /** Relative to the folder. */
  file: string
  name: string
  /** The name in the database. */
  mapped: string
}

/** The models and enums in a folder of schema files, save those in folders that are left out. */
export function readModels(folder: string, leftOut: readonly string[] = []): NamedBlock[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return files.flatMap((file) => {
    const [top = ''] = file.split(path.sep)
    if (!file.endsWith('.prisma') || leftOut.includes(top)) return []
    return blocksIn(readFileSync(path.join(folder, file), 'utf8')).map((block) => ({ file, ...block }))
  })
}

function blocksIn(text: string): Omit<NamedBlock, 'file'>[] {
  return [...text.matchAll(BLOCK)].map(([, name = '', body = '']) => {
    const [, mapped = name] = /@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(body) ?? []
    return { name, mapped }
  })
}

const BLOCK = /^(?:model|enum)\s+(\w+)\s*\{(.*?)^\s*\}/gms
