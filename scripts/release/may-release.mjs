import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findPackages, findPublicPackages } from './public-packages.mjs'

/** Why nothing may be published from this place, or as it is: one line for each reason. */
export function whyRefused(root, env) {
  return [...whyNotHere(root, env), ...whyNotReady(root)]
}

function whyNotHere(root, env) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const reasons = []
  if (env.CI !== 'true') reasons.push('only CI publishes. "npm run release -- --dry-run" does all but that.')
  if (git('status', '--porcelain') !== '') reasons.push('the checkout has changes that are not committed.')
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD')
  if (branch !== 'main') reasons.push(`this is the branch ${branch}, and releases come from main.`)
  if (!env.NODE_AUTH_TOKEN) reasons.push('NODE_AUTH_TOKEN is not set: npm takes it as its token.')
  const nameless = findPublicPackages(root).filter(({ manifest }) => !manifest.repository)
  // npm compares the two, and takes no package whose origin is attested and not named.
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL && nameless.length > 0)
    reasons.push(`${nameless[0].folder}/package.json and ${nameless.length - 1} others name no repository.`)
  return reasons
}

function whyNotReady(root) {
  const versions = new Map(findPackages(root).map(({ folder, manifest }) => [folder, manifest.version]))
  const [version] = versions.values()
  const reasons = [...versions]
    .filter(([, other]) => other !== version)
    .map(([folder, other]) => `${folder} has the version ${other}, and others ${version}. All have one.`)
  const changelog = path.join(root, 'CHANGELOG.md')
  if (!existsSync(changelog) || !readFileSync(changelog, 'utf8').includes(`\n## ${version}\n`))
    reasons.push(`CHANGELOG.md has no "## ${version}": run "npm run release:version".`)
  const waiting = readdirSync(path.join(root, '.changeset')).filter((name) => /^(?!README).*\.md$/.test(name))
  if (waiting.length > 0) reasons.push(`.changeset has ${waiting.join(', ')}: run "npm run release:version".`)
  return reasons
}
