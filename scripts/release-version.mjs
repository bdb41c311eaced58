// npm run release:version: gives all packages the version that the changesets ask for, and moves their texts into CHANGELOG.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { findPublicPackages } from './release/public-packages.mjs'
import { addRelease, readChangesets } from './release/write-changelog.mjs'
import { fail, root, run } from './run.mjs'

const changesets = readChangesets(`${root}.changeset`)
if (changesets.length === 0) fail('.changeset has no change to release. "npx changeset" adds one.')
if ((await run('changeset', ['version'])) !== 0) fail('Changesets has failed: see above.')
const [{ manifest }] = findPublicPackages(root)
const { version } = manifest
const changelog = `${root}CHANGELOG.md`
writeFileSync(changelog, addRelease(readFileSync(changelog, 'utf8'), version, changesets))
console.log(`larder: ${version}, with ${changesets.length} changes in CHANGELOG.md. Read them, and commit.`)
