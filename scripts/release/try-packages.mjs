import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { lastLines, problemsError, runQuietly } from './run-quietly.mjs'

/**
 * Installs tarballs with npm into a fresh project, loads every export of each package and runs its commands.
 *
 * @throws an error with all problems
 */
export async function tryPackages(folder, tarballs, print) {
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  const files = tarballs.map(({ file }) => file)
  const { code, output } = await runQuietly('npm', [...args, ...files], { cwd: folder })
  if (code !== 0) throw problemsError([`npm install failed:\n  ${lastLines(output)}`])
  const problems = []
  for (const { name } of tarballs) {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'))
    const found = [...(await load(folder, manifest)), ...(await runCommands(folder, manifest))]
    print(`${name}${found.length > 0 ? ': see below' : ''}`)
    problems.push(...found.map((problem) => `${name}: ${problem}`))
  }
  if (problems.length > 0) throw problemsError(problems)
}

async function load(folder, { name, exports = {} }) {
  const doors = Object.keys(exports).map((door) => name + door.slice(1))
  const code = `for (const door of ${JSON.stringify(doors)}) await import(door)\nprocess.exit()`
  const outcome = await runQuietly(process.execPath, ['--input-type=module', '-e', code], { cwd: folder })
  return outcome.code === 0 ? [] : [`it cannot be imported:\n  ${lastLines(outcome.output, 12)}`]
}

async function runCommands(folder, { bin = {} }) {
  const problems = []
  for (const command of Object.keys(bin)) {
    const file = path.join(folder, 'node_modules/.bin', command)
    const { code, output } = await runQuietly(file, ['--help'], { cwd: folder })
    // larder-compress, which takes no options, says how it is used.
    if (code !== 0 && !output.includes('Usage:'))
      problems.push(`${command} --help failed:\n  ${lastLines(output)}`)
  }
  return problems
}
