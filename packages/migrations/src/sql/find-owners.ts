import path from 'node:path'
import type { Node } from 'libpg-query'
import { readStatements } from './read-statements.js'

/** The file of models that each table and enum of the database belongs to. */
export type Owners = ReadonlyMap<string, string>

/**
 * Reads which table belongs to which file: `goods.prisma` has the tables of the package goods.
 *
 * @param files paths and contents of schema files
 * @returns names of files, without extension, by the names of tables and enums in the database
 */
export function readOwners(files: readonly (readonly [file: string, content: string])[]): Owners {
  return new Map(
    files.flatMap(([file, content]) =>
      [...content.matchAll(BLOCK)].map((block) => [nameInDatabase(block), ownerOf(file)])
    )
  )
}

/** The owners of the tables and enums that a script is about, in alphabetical order. */
export async function ownersOf(script: string, owners: Owners): Promise<string[]> {
  const statements = await readStatements(script)
  const names = statements.flatMap(({ node, text }) => (node ? namesIn(node) : quotedNamesIn(text)))
  const found = names.flatMap((name) => owners.get(name) ?? [])
  return [...new Set(found)].sort()
}

/** As Prisma's grammar has it: the closing brace stands at the start of a line in a formatted file. */
const BLOCK = /^(?:model|enum|view)\s+(\w+)\s*\{([\s\S]*?)^\}/gm

function nameInDatabase([, name = '', body = '']: RegExpExecArray): string {
  return /^\s*@@map\((?:name:\s*)?"([^"]+)"\)/m.exec(body)?.[1] ?? name
}

function ownerOf(file: string): string {
  return path.basename(file, '.prisma')
}

/** Every name of a table or type that a node of the parser's tree has below it. */
function namesIn(node: Node): string[] {
  const names: string[] = []
  JSON.stringify(node, (key, value) => {
    if (key === 'relname') names.push(value)
    if (key === 'sval') names.push(value)
    return value
  })
  return names
}

/** The quoted names of a script of MySQL, which PostgreSQL's parser does not read. */
function quotedNamesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])
}
