import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fail, run } from './run.mjs'

// What tests need beyond Node and npm, by the name of Debian's package.
const TOOLS = [{ name: 'chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'] }]

/**
 * Installs what is missing where that can be done: as root on Debian or Ubuntu, unless LARDER_NO_APT=1. Elsewhere the
 * tests that need it are skipped; with CI=true that is a failure.
 */
export async function provideSystemTools() {
  const missing = TOOLS.filter((tool) => !tool.commands.some(isInstalled)).map((tool) => tool.name)
  if (missing.length === 0) return
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && process.env.LARDER_NO_APT !== '1') {
    console.log(`larder: the tests need ${missing.join(', ')}, which is not here. Installing: ${command}`)
    const code = await run('sh', ['-c', command], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
    if (code === 0) return
  }
  const enable = `To enable them: sudo sh -c '${command}'`
  if (process.env.CI === 'true')
    fail(`The tests need ${missing.join(', ')}, which could not be installed. ${enable}`)
  console.log(`larder: tests that need ${missing.join(', ')} are skipped. ${enable}`)
}

function isInstalled(command) {
  return !spawnSync(command, ['--version'], { stdio: 'ignore' }).error
}
