import { Refused } from './refused.mjs'
import { sampleManifest } from './sample.mjs'

/**
 * pnpm-lock.yaml with a feature more, which has the same dependencies as packages/goods or fewer: they have been resolved
 * already, so that nothing is to be asked of a registry.
 */
export function editLock(text, { name }) {
  const gateway = addEntry(importerOf(text, 'apps/gateway'), `@larder/${name}`, {
    specifier: 'workspace:^',
    version: `link:../../packages/${name}`
  })
  const goods = entriesOf(importerOf(text, 'packages/goods').text)
  const { dependencies, devDependencies } = sampleManifest()
  const importer = Object.entries({ dependencies, devDependencies }).flatMap(([kind, wanted]) => [
    `    ${kind}:\n`,
    ...Object.keys(wanted).map((dependency) => {
      if (!goods.has(dependency)) throw new Refused(`pnpm-lock.yaml has no ${dependency} for packages/goods.`)
      return goods.get(dependency)
    })
  ])
  const withGateway = text.slice(0, gateway.start) + gateway.text + text.slice(gateway.end)
  return addImporter(withGateway, `packages/${name}`, importer.join(''))
}

/** Where an importer's dependencies stand in the file. */
function importerOf(text, folder) {
  const start = text.indexOf(`\n  ${folder}:\n`)
  if (start < 0)
    throw new Refused(`pnpm-lock.yaml does not know ${folder}. Run npm start once, then try again.`)
  const end = text.indexOf('\n\n', start) + 1
  return { start, end, text: text.slice(start, end) }
}

/** The lines of each dependency, by its name. */
function entriesOf(importer) {
  const entries = importer.matchAll(/^ {6}'?([^\s']+)'?:\n(?: {8}.*\n)+/gm)
  return new Map([...entries].map(([lines, name]) => [name, lines]))
}

/** Adds a dependency that is needed in production, in the order of the alphabet. */
function addEntry(importer, name, { specifier, version }) {
  const [kinds, ...rest] = importer.text.split(/(?= {4}devDependencies:)/)
  const entries = entriesOf(kinds).set(
    name,
    `      '${name}':\n        specifier: ${specifier}\n        version: ${version}\n`
  )
  const [head] = kinds.split(/^ {6}/m)
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, lines]) => lines)
  return { ...importer, text: [head, ...sorted, ...rest].join('') }
}

function addImporter(text, folder, importer) {
  const next = [...text.matchAll(/^ {2}(packages\/[\w-]+):$/gm)].find(([, other]) => other > folder)
  const place = next?.index ?? text.indexOf('\npackages:\n') + 1
  return `${text.slice(0, place)}  ${folder}:\n${importer}\n${text.slice(place)}`
}
