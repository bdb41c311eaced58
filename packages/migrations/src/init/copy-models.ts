import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { putRelations, takeRelations } from './keep-relations.js'
import { readModels } from './read-models.js'
import type { Step } from './step.js'

const FOLDER = 'prisma/larder'

/**
 * Copies the files of models. Relations that the app has put into its copy move into the new one;
 * where it has changed more, the new version is put beside the copy.
 */
export function copyModels(app: string, from: string): Step[] {
  mkdirSync(path.join(app, FOLDER), { recursive: true })
  // The datasource is the app's own.
  const ours = schemaFiles(from).filter((name) => name !== 'datasource.prisma')
  const own = new Set(readModels(path.join(app, 'prisma'), ['larder']).map(({ name }) => name))
  const gone = schemaFiles(path.join(app, FOLDER)).filter((name) => !ours.includes(name))
  return [
    ...ours.flatMap((name) => copyModel(app, name, readFileSync(path.join(from, name), 'utf8'), own)),
    ...gone.flatMap((name) => removeModel(app, name))
  ]
}

function copyModel(app: string, name: string, text: string, ownModels: ReadonlySet<string>): Step[] {
  const file = `${FOLDER}/${name}`
  const target = path.join(app, file)
  const beside = `${target}.new`
  const copy = readCopy(target)
  if (copy?.of === fingerprint(text)) {
    rmSync(beside, { force: true })
    return []
  }
  const updated = copy ? withRelationsOf(copy, text, ownModels) : text
  if (updated === undefined) {
    writeFileSync(beside, mark(text) + text)
    return [{ done: 'kept', file, advice: mergeAdvice(file) }]
  }
  writeFileSync(target, mark(text) + updated)
  rmSync(beside, { force: true })
  return [{ done: copy ? 'updated' : 'added', file }]
}

/** A new version with the relations that the app has put into its copy. Undefined where it has changed more. */
function withRelationsOf(copy: Copy, text: string, ownModels: ReadonlySet<string>): string | undefined {
  const { rest, relations } = takeRelations(copy.text, ownModels)
  return copy.of === fingerprint(rest) ? putRelations(text, relations) : undefined
}

function removeModel(app: string, name: string): Step[] {
  const file = `${FOLDER}/${name}`
  const copy = readCopy(path.join(app, file))
  // A file without a mark is the app's.
  if (!copy?.of) return []
  if (copy.of === fingerprint(copy.text)) {
    rmSync(path.join(app, file))
    return [{ done: 'removed', file }]
  }
  const advice = `Larder no longer has ${file}, and you have changed it: move what is yours, and remove it.`
  return [{ done: 'kept', file, advice }]
}

function mergeAdvice(file: string): string {
  return `${file} has changes of yours, and Larder has a new version of it: ${file}.new. Put your changes into that, and rename it to take the other's place.`
}

/** The first line of a copy, by which a later version sees whether the app changed the rest. */
function mark(text: string): string {
  return `// Copied by larder-db init (${fingerprint(text)}), which keeps it up to date for as long as you do not change it.\n`
}

/** A copy without its mark. */
interface Copy {
  /** The fingerprint of its original; undefined without a mark. */
  of: string | undefined
  text: string
}

function readCopy(file: string): Copy | undefined {
  if (!existsSync(file)) return undefined
  // Git may have changed the ends of lines.
  const content = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const [line, of] = /^\/\/ Copied by larder-db init \((\w+)\).*\n/.exec(content) ?? ['']
  return { of, text: content.slice(line.length) }
}

/** Of the words alone: `prisma format` moves the columns of a model to which a field was added. */
function fingerprint(text: string): string {
  return createHash('sha256')
    .update(text.replace(/[ \t]+/g, ' '))
    .digest('hex')
    .slice(0, 16)
}

function schemaFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
}
