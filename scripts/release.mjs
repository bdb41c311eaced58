// npm run release: builds, checks, packs and tries every public package, then publishes all of them.
import { rmSync } from 'node:fs'
import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkTarballs } from './release/check-tarballs.mjs'
import { whyRefused } from './release/may-release.mjs'
import { packAll } from './release/pack-all.mjs'
import { findPublicPackages } from './release/public-packages.mjs'
import { publishAll } from './release/publish-all.mjs'
import { endOnSignals } from './release/run-quietly.mjs'
import { tryPackages } from './release/try-packages.mjs'
import { fail, root, run } from './run.mjs'

const HELP = `npm run release -- [--dry-run]

Builds and checks the workspace, packs every public package, looks into each tarball, installs all of them into a fresh
project, and publishes them with npm. What is published already is left out: run it again, and it goes on where it stopped.

  --dry-run    everything but the last step; anywhere, with any changes

Without it, it wants CI=true, the branch main without changes, a version that CHANGELOG.md has and no changeset
waits for, and a token for npm in NODE_AUTH_TOKEN.

Exit codes: 0 done, 1 something is wrong with a package or the registry, 2 refused, 130 interrupted.
`

const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
})
if (values.help) console.log(HELP)
else await release({ dryRun: values['dry-run'] ?? false })

async function release({ dryRun }) {
  const packages = findPublicPackages(root)
  const refused = whyRefused(root, process.env)
  if (refused.length > 0 && !dryRun) refuse(refused)
  const { version } = packages[0].manifest
  console.log(`larder: ${packages.length} packages, version ${version}${dryRun ? ', a dry run' : ''}`)
  await step('1/5 building', () => runScript('build'))
  await step('2/5 checking the code', () => runScript('check:code'))
  endOnSignals()
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'larder-release-')))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const tarballs = await step('3/5 packing', () => packAll(root, packages, folder))
  await step('4/5 looking into each tarball', () => checkTarballs(tarballs, version, print))
  await step('5/5 trying them in a fresh project', () =>
    tryPackages(path.join(folder, 'project'), tarballs, print)
  )
  if (!dryRun) return finish(await publishAll(tarballs, print))
  console.log(`larder: nothing is wrong with these ${packages.length} packages.`)
  for (const reason of refused) console.log(`larder: here it would not be published: ${reason}`)
}

/** Runs a step that returns what it makes, or ends the release with the problems that it throws. */
async function step(title, work) {
  console.log(`larder: ${title} …`)
  try {
    return await work()
  } catch (error) {
    if (!error.problems) throw error
    return stop(title.replace(/^\S+ /, ''), error.problems)
  }
}

async function runScript(name) {
  const code = await run('npm', ['run', '--silent', name])
  if (code !== 0) fail(`npm run ${name} failed: see above.`)
}

function finish({ published, skipped, problems }) {
  if (problems.length > 0) {
    problems.push(
      `${published.length + skipped.length} are there, the others are not. Run it again: it goes on where it stopped.`
    )
    stop('publishing', problems)
  }
  console.log(`larder: ${published.length} published, ${skipped.length} were there before.`)
}

function print(line) {
  console.log(`  ${line}`)
}

function refuse(reasons) {
  for (const reason of reasons) console.error(`larder: not published: ${reason}`)
  process.exit(2)
}

function stop(title, problems) {
  for (const problem of problems) console.error(`larder: ${title}: ${problem}`)
  process.exit(1)
}
