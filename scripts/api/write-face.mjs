import path from 'node:path'
import { findOwners } from '../languages/find-owners.mjs'
import { findPublicPackages } from '../release/public-packages.mjs'
import { readCommands } from './read-commands.mjs'
import { readDeclarations } from './read-declarations.mjs'
import { readEnvironment, readMessages, readTemplates } from './read-files.mjs'
import { readTables } from './read-tables.mjs'

/**
 * What users of each public package hold on to.
 *
 * @returns {Promise<{ file: string, text: string }[]>} for each the file that it stands in, and the text of that
 */
export async function writeFaces(root) {
  const owners = [...findOwners(root).values()]
  const faces = []
  for (const { folder, manifest } of findPublicPackages(root)) {
    const full = path.join(root, folder)
    const { entries, additions } = readDeclarations(full, manifest.exports)
    const parts = [
      ...entries.map(({ door, text }) => [code(manifest.name + door.slice(1)), 'ts', text]),
      ['Added to the types of others', 'ts', additions],
      ['Templates, and the data that they read', 'text', readTemplates(full, manifest.files)],
      ['Messages, and their values', 'text', readMessages(full, owners)],
      ['Tables', 'text', readTables(root, path.basename(folder))],
      ['Environment', 'text', readEnvironment(full)],
      ['Commands', 'text', await readCommands(full, manifest.bin)]
    ]
    faces.push({ file: `${folder}/api.md`, text: print(folder, manifest.name, parts) })
  }
  return faces
}

const code = (text) => `\`${text}\``

function print(folder, name, parts) {
  const stability = path.posix.relative(folder, 'docs/stability.md')
  const note = `\`npm run api\` writes this file. What a change in it means: [stability](${stability}).`
  const sections = parts
    .filter(([, , text]) => text !== '')
    .map(([title, language, text]) => `## ${title}\n\n\`\`\`${language}\n${text}\n\`\`\`\n`)
  return [`# The public face of ${name}\n\n${note}\n`, ...sections].join('\n')
}
