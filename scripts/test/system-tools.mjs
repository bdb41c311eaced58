import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fail, run } from '../run.mjs'

// What tests need beyond Node and npm, by the name of Debian's package.
const TOOLS = [
  { name: 'chromium', commands: ['chromium', 'chromium-browser', 'google-chrome'] },
  { name: 'postgresql-15', commands: ['/usr/lib/postgresql/15/bin/postgres'] },
  { name: 'nginx', commands: ['nginx', '/usr/sbin/nginx', '/opt/homebrew/bin/nginx'], service: true },
  {
    name: 'libnginx-mod-http-brotli-static',
    files: ['/usr/lib/nginx/modules/ngx_http_brotli_static_module.so']
  },
  { name: 'redis-server', commands: ['redis-server'], service: true },
  // Not mariadb-server, which is these two and a service.
  { name: 'mariadb-server-core', commands: ['mariadbd', '/usr/sbin/mariadbd'] },
  { name: 'mariadb-client-core', commands: ['my_print_defaults'] }
]

/** What only the tests need that take minutes. */
export const LONG_TOOLS = [
  { name: 'pgbouncer', commands: ['/usr/sbin/pgbouncer'], service: true },
  { name: 'haproxy', commands: ['/usr/sbin/haproxy'], service: true },
  { name: 'systemd', commands: ['systemd-notify'] },
  { name: 'prometheus', commands: ['promtool'], service: true },
  { name: 'python3', commands: ['python3'] },
  // What the benches compare with.
  { name: 'gunicorn', commands: ['/usr/bin/gunicorn'] },
  { name: 'python3-flask-sqlalchemy', files: ['/usr/lib/python3/dist-packages/flask_sqlalchemy'] },
  { name: 'python3-psycopg2', files: ['/usr/lib/python3/dist-packages/psycopg2'] }
]

/**
 * Installs what is missing where that can be done: as root on Debian or Ubuntu, unless LARDER_NO_APT=1. Elsewhere the
 * tests that need it are skipped; with CI=true that is a failure.
 *
 * @param more what is needed besides the tools of every test run
 */
export async function provideSystemTools(more = []) {
  const tools = [...TOOLS, ...more]
  const absent = tools.filter((tool) => !isThere(tool))
  if (absent.length === 0) return
  const command = commandFor(absent)
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && process.env.LARDER_NO_APT !== '1') {
    console.log(`larder: the tests need ${namesOf(absent)}, which is not here. Installing: ${command}`)
    await run('sh', ['-c', command], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  }
  // One may be there and another not, as each distribution has its own version of PostgreSQL.
  const missing = tools.filter((tool) => !isThere(tool))
  if (missing.length === 0) return
  const enable = `To enable them: sudo sh -c "${commandFor(missing)}"`
  if (process.env.CI === 'true')
    fail(`The tests need ${namesOf(missing)}, which could not be installed. ${enable}`)
  console.log(`larder: tests that need ${namesOf(missing)} are skipped. ${enable}`)
}

function namesOf(tools) {
  return tools.map(({ name }) => name).join(', ')
}

function commandFor(tools) {
  const install = tools.map(({ name }) => `apt-get install -y --no-install-recommends ${name}`)
  const services = tools.filter(({ service }) => service).map(({ name }) => name)
  const around = [
    tools.some(({ name }) => name === 'postgresql-15') && NO_CLUSTER,
    services.length > 0 && noServices(services)
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

// Else Debian's packages would start servers, now and at each boot. A policy that is there already stays.
const POLICY = '/usr/sbin/policy-rc.d'
const noServices = (names) => [
  `[ -e ${POLICY} ] || ln -s ${POLICY}.larder ${POLICY}; echo exit 101 > ${POLICY}.larder; chmod +x ${POLICY}.larder`,
  [
    `rm ${POLICY}.larder; [ -e ${POLICY} ] || rm ${POLICY}`,
    ...names.map((name) => `update-rc.d ${name} disable`)
  ].join('; ')
]

function isThere({ commands = [], files = [] }) {
  const runs = (command) => !spawnSync(command, ['--version'], { stdio: 'ignore' }).error
  return commands.some(runs) || files.some(existsSync)
}
