import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { root } from '../run.mjs'
import { renamer } from './forms.mjs'
import { Refused } from './refused.mjs'
import { SAMPLE, sampleFiles } from './sample.mjs'

/** Makes a feature's files: all of them or none, and never over another's. */
export function placeFeature(feature) {
  fs.mkdirSync(`${root}.larder`, { recursive: true })
  const draft = fs.mkdtempSync(`${root}.larder/new-`)
  try {
    write(draft, feature)
    format(draft)
    place(draft, feature.name)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
}

function write(draft, feature) {
  const rename = renamer(SAMPLE, feature)
  for (const file of sampleFiles()) {
    const target = path.join(draft, rename(file.path))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.writeFileSync(target, rename(file.text))
  }
}

/** Another name has another length, and another place among the imports. */
function format(draft) {
  const biome = `${root}node_modules/.bin/biome`
  if (!fs.existsSync(biome))
    throw new Refused('Nothing is installed here yet. Run npm start once, then try again.')
  const args = ['check', '--write', '--vcs-enabled=false', '--log-level=error', draft]
  const { status, stderr } = spawnSync(biome, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Refused(`Biome could not format what was made. ${stderr.trim()}`)
}

function place(draft, name) {
  const folder = `${root}packages/${name}`
  const model = `prisma/schema/${name}.prisma`
  // Neither goes over something that came in the meantime.
  fs.renameSync(`${draft}/packages/${name}`, folder)
  try {
    fs.copyFileSync(path.join(draft, model), root + model, fs.constants.COPYFILE_EXCL)
  } catch (error) {
    fs.rmSync(folder, { recursive: true })
    throw error
  }
}
