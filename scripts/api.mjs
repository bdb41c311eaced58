// npm run api: writes the public face of each package into its api.md; with --check it fails where one has changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { writeFaces } from './api/write-face.mjs'
import { fail, root } from './run.mjs'

const HELP = `npm run api -- [--check] [FOLDER]

Writes what users of each package hold on to into its api.md: exports with their types, names of routes and slots,
templates with their data, mails, messages, tables, variables of the environment, and commands with their options.
It reads what the last build has made. FOLDER is another workspace.

  --check    write nothing; fail where a package shows something else than its api.md says
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
})
const workspace = positionals[0] ?? root
if (values.help) console.log(HELP)
else {
  const faces = await writeFaces(workspace)
  const changed = faces.filter(({ file, text }) => read(file) !== text)
  if (values.check) check(faces, changed)
  else {
    for (const { file, text } of changed) writeFileSync(path.join(workspace, file), text)
    console.log(`${faces.length} packages, ${changed.length} with a changed face.`)
  }
}

function check(faces, changed) {
  for (const { file, text } of changed) console.error(explainChange(file, text))
  if (changed.length > 0) {
    fail(
      'The public face has changed. "npm run api" writes it down; docs/stability.md says what that asks for.'
    )
  }
  console.log(`${faces.length} packages show what their api.md says.`)
}

function explainChange(file, text) {
  const [before, now] = [read(file), text].map((one) => one.split('\n'))
  const lines = (from, others) => from.filter((line) => line.trim() !== '' && !others.has(line))
  const gone = lines(before, new Set(now)).map((line) => `  - ${line}`)
  const come = lines(now, new Set(before)).map((line) => `  + ${line}`)
  return [`${file}:`, ...[...gone, ...come].slice(0, 20)].join('\n')
}

function read(file) {
  const full = path.join(workspace, file)
  return existsSync(full) ? readFileSync(full, 'utf8') : ''
}
