import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../run.mjs'
import { formsOf } from './forms.mjs'

/** What the feature in scripts/new/sample is called: two words, so that each form of it is another text. */
export const SAMPLE = formsOf({ name: 'sample-things', model: 'SampleThing' })

/** The files that a feature is made of, by their paths from the root. */
export function sampleFiles() {
  const folder = `${root}scripts/new/sample`
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ path: path.relative(folder, file), text: readFileSync(file, 'utf8') }))
}

/** The sample's package.json. */
export function sampleManifest() {
  return JSON.parse(sampleFiles().find((file) => file.path === `packages/${SAMPLE.name}/package.json`).text)
}
