import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fail, run } from './run.mjs'

// What tests need beyond Node and npm, by the name of Debian's package.
const TOOLS = [
  { name: 'chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'] },
  { name: 'postgresql-15', commands: ['/usr/lib/postgresql/15/bin/postgres'] },
  { name: 'nginx', commands: ['nginx', '/usr/sbin/nginx', '/opt/homebrew/bin/nginx'] }
]

/**
 * Installs what is missing where that can be done: as root on Debian or Ubuntu, unless LARDER_NO_APT=1. Elsewhere the
 * tests that need it are skipped; with CI=true that is a failure.
 */
export async function provideSystemTools() {
  const absent = TOOLS.filter((tool) => !isThere(tool)).map((tool) => tool.name)
  if (absent.length === 0) return
  const command = commandFor(absent)
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && process.env.LARDER_NO_APT !== '1') {
    console.log(`larder: the tests need ${absent.join(', ')}, which is not here. Installing: ${command}`)
    await run('sh', ['-c', command], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  }
  // One may be there and another not, as each distribution has its own version of PostgreSQL.
  const missing = TOOLS.filter((tool) => !isThere(tool)).map((tool) => tool.name)
  if (missing.length === 0) return
  const enable = `To enable them: sudo sh -c "${commandFor(missing)}"`
  if (process.env.CI === 'true')
    fail(`The tests need ${missing.join(', ')}, which could not be installed. ${enable}`)
  console.log(`larder: tests that need ${missing.join(', ')} are skipped. ${enable}`)
}

function commandFor(names) {
  const install = names.map((name) => `apt-get install -y --no-install-recommends ${name}`)
  const around = [
    names.includes('postgresql-15') && NO_CLUSTER,
    names.includes('nginx') && NO_SERVICE
  ].filter(Boolean)
  const [before, after] = [0, 1].map((part) => around.map((steps) => steps[part]))
  return [...before, 'apt-get update', install.join('; '), ...after].join('; ')
}

// Else Debian's package would make a database of its own and start it.
const CLUSTERS = '/etc/postgresql-common/createcluster.d'
const NO_CLUSTER = [
  `mkdir -p ${CLUSTERS}; echo create_main_cluster = false > ${CLUSTERS}/larder.conf`,
  `rm ${CLUSTERS}/larder.conf`
]

// Else Debian's package would start a server on port 80, now and at each boot. A policy that is there already stays.
const POLICY = '/usr/sbin/policy-rc.d'
const NO_SERVICE = [
  `[ -e ${POLICY} ] || ln -s ${POLICY}.larder ${POLICY}; echo exit 101 > ${POLICY}.larder; chmod +x ${POLICY}.larder`,
  `rm ${POLICY}.larder; [ -e ${POLICY} ] || rm ${POLICY}; update-rc.d nginx disable`
]

function isThere({ commands }) {
  return commands.some((command) => !spawnSync(command, ['--version'], { stdio: 'ignore' }).error)
}
