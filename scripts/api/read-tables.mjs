import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The tables that a package owns, each with its columns and their types. */
export function readTables(root, owner) {
  const file = path.join(root, 'prisma/schema', `${owner}.prisma`)
  if (!existsSync(file)) return ''
  const text = readFileSync(file, 'utf8')
  const blocks = [...text.matchAll(/^(model|enum)\s+(\w+)\s*\{\n([\s\S]*?)^\}/gm)]
  const printed = blocks.map(([, kind, name, body]) => {
    const table = /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? name
    return [`${kind} ${name} → ${table}`, ...linesOf(body)].join('\n')
  })
  return printed.join('\n\n')
}

function linesOf(body) {
  const lines = body.split('\n').map((line) => line.replace(/\s*\/\/.*$/, '').trim())
  return lines
    .filter((line) => line !== '' && !line.startsWith('@@map'))
    .map((line) => `  ${line.replace(/\s+/g, ' ')}`)
}
