import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

/**
 * The changes that wait for a release.
 *
 * @returns {{ packages: string[], bump: 'major' | 'minor' | 'patch', text: string }[]} each with the largest of its bumps
 */
export function readChangesets(folder) {
  const names = readdirSync(folder).filter((name) => /^(?!README).*\.md$/.test(name))
  return names.sort().map((name) => readChangeset(readFileSync(path.join(folder, name), 'utf8')))
}

function readChangeset(source) {
  const [, head, text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? []
  const bumps = parse(head ?? '') ?? {}
  const bump = KINDS.map(([kind]) => kind).find((kind) => Object.values(bumps).includes(kind))
  return { packages: Object.keys(bumps), bump, text: (text ?? '').trim() }
}

/** Puts a release before the others of a changelog. */
export function addRelease(changelog, version, changesets) {
  const sections = KINDS.flatMap(([kind, title]) => {
    const lines = changesets.filter(({ bump }) => bump === kind).map(lineOf)
    return lines.length > 0 ? [`### ${title}\n\n${lines.join('\n')}\n`] : []
  })
  const release = `## ${version}\n\n${sections.join('\n')}`
  const before = changelog.search(/^## /m)
  const first = before < 0 ? changelog.length : before
  return `${changelog.slice(0, first)}${release}\n${changelog.slice(first)}`
}

const KINDS = [
  ['major', 'Asks for changes of yours'],
  ['minor', 'New'],
  ['patch', 'Mended']
]

function lineOf({ packages, text }) {
  const names = packages.map((name) => name.replace('@larder/', '')).sort()
  return `- **${names.join(', ')}**: ${text.replaceAll('\n', '\n  ')}`
}
