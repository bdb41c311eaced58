// The whole npm test on each other version of Node that is promised: node scripts/test/other-nodes.mjs [22] [24]
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, root, run } from '../run.mjs'

const VERSIONS = [22, 24]

/** Runs all tests on other versions of Node, one after the other. @returns the exit code: that of the first that failed */
export async function testOnOtherNodes(versions = VERSIONS) {
  let code = 0
  for (const version of versions) {
    const bin = await installNode(version)
    const node = path.join(bin, 'node')
    console.log(`\nlarder: npm test on Node ${version}`)
    await run(node, ['--version'])
    const env = { PATH: `${root}node_modules/.bin:${bin}:${process.env.PATH}` }
    code ||= await run(node, ['scripts/test.mjs'], { env })
  }
  return code
}

/** Installs Node from npm, which needs no script for that. @returns the folder of its command */
async function installNode(version) {
  const name = `node-${process.platform}-${process.arch}`
  const folder = `${root}.larder/nodes/${version}`
  const bin = `${folder}/node_modules/${name}/bin`
  if (existsSync(`${bin}/node`)) return bin
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true }')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${name}@${version}`]
  if ((await run('npm', args, { cwd: folder })) !== 0)
    fail(`npm has no Node ${version} for this machine: see above.`)
  return bin
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const versions = process.argv.slice(2).map(Number)
  process.exitCode = await testOnOtherNodes(versions.length > 0 ? versions : undefined)
}
