import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { root } from '../run.mjs'
import { editShop } from './edit-shop.mjs'
import { renamer } from './forms.mjs'
import { Refused } from './refused.mjs'
import { SAMPLE, sampleFiles } from './sample.mjs'

/** Makes a feature's files and adds it to the shop's: all of them or none, and never over another's. */
export function placeFeature(feature) {
  fs.mkdirSync(`${root}.larder`, { recursive: true })
  const draft = fs.mkdtempSync(`${root}.larder/new-`)
  try {
    const edited = editShop(feature)
    const made = nameFiles(feature)
    for (const file of [...edited, ...made]) write(path.join(draft, file.path), file.text)
    format(draft)
    place(draft, made, edited)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
}

function nameFiles(feature) {
  const rename = renamer(SAMPLE, feature)
  const migrations = 'prisma/migrations/'
  const stamp = nextStamp()
  return sampleFiles().map((file) => ({
    path: rename(file.path).replace(migrations, `${migrations}${stamp}_`),
    text: rename(file.text)
  }))
}

/** The time, as the name of a migration begins with it; later than that of the last one. */
function nextStamp() {
  const now = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const stamps = fs.readdirSync(`${root}prisma/migrations`).map((name) => Number(/^\d{14}/.exec(name) ?? 0))
  return Math.max(Number(now), ...stamps.map((stamp) => stamp + 1))
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
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

function place(draft, made, edited) {
  const undo = []
  try {
    for (const { path: file } of made) {
      const folder = fs.mkdirSync(path.dirname(root + file), { recursive: true })
      if (folder) undo.push(() => fs.rmdirSync(folder))
      // Not over something that came in the meantime.
      fs.copyFileSync(path.join(draft, file), root + file, fs.constants.COPYFILE_EXCL)
      undo.push(() => fs.rmSync(root + file))
    }
    for (const { path: file } of edited) {
      const before = fs.readFileSync(root + file)
      fs.renameSync(path.join(draft, file), root + file)
      undo.push(() => fs.writeFileSync(root + file, before))
    }
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw error
  }
}
