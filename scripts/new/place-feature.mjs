import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { root } from '../run.mjs'
import { editShop } from './edit-shop.mjs'
import { renamer } from './forms.mjs'
import { Refused } from './refused.mjs'
import { SAMPLE, sampleFiles } from './sample.mjs'

/** Makes a feature's files and adds it to the shop's: all of them or none, and never over another's. */
export async function placeFeature(feature) {
  fs.mkdirSync(`${root}.larder`, { recursive: true })
  const draft = fs.mkdtempSync(`${root}.larder/new-`)
  try {
    const edited = editShop(feature)
    const made = await nameFiles(feature)
    for (const file of [...edited, ...made]) write(path.join(draft, file.path), file.text)
    format(draft)
    place(draft, made, edited)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
}

async function nameFiles(feature) {
  const rename = renamer(SAMPLE, feature)
  const stamp = nextStamp()
  const files = sampleFiles().map((file) => ({
    path: rename(file.path).replace(MIGRATIONS, `${MIGRATIONS}${stamp}_`),
    text: rename(file.text)
  }))
  return [...files, ...(await writeForMysql(files))]
}

const MIGRATIONS = 'prisma/migrations/'

/** The migration among the files, as MySQL takes it. */
async function writeForMysql(files) {
  const { translateMigrations } = await import('@larder/schema-engine').catch(refuseToStart)
  const scripts = files.filter((file) => file.path.startsWith(MIGRATIONS))
  const textOf = (name) => scripts.find((file) => path.basename(file.path) === name).text
  const name = path.basename(path.dirname(scripts[0].path))
  const [{ up, down }] = await translateMigrations([
    { name, script: textOf('migration.sql'), down: textOf('down.sql') }
  ])
  const [place] = [...up.untranslated, ...down.untranslated]
  if (place)
    throw new Refused(`MySQL has no form of line ${place.line} of the sample's migration: ${place.reason}.`)
  const folder = `prisma/mysql/migrations/${name}`
  return [
    { path: `${folder}/migration.sql`, text: up.script },
    { path: `${folder}/down.sql`, text: down.script }
  ]
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
  if (!fs.existsSync(biome)) refuseToStart()
  const args = ['check', '--write', '--vcs-enabled=false', '--log-level=error', draft]
  const { status, stderr } = spawnSync(biome, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Refused(`Biome could not format what was made. ${stderr.trim()}`)
}

function refuseToStart() {
  throw new Refused('Nothing is installed here yet. Run npm start once, then try again.')
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
