import type { OwnCommand } from './own-command.js'

type Names = Pick<OwnCommand, 'name' | 'title' | 'serves' | 'app' | 'hints'>

/** What people who come from gunicorn type, and what to do here instead. */
function listHints({ name, title = name, app, hints }: Names): { [option: string]: string } {
  const start = app ? `${name} start` : `${name} FILE`
  return {
    '--backlog': 'The backlog is 511, or what net.core.somaxconn allows.',
    '--capture-output': 'With --daemon, all that the processes write goes to --error-logfile.',
    '--certfile': 'TLS ends in the proxy in front, as in nginx.',
    '--chdir': `Change into the folder first: cd FOLDER && npx ${start}`,
    '--check-config': `Use: ${name} check`,
    '--env': `Set the variable before the command: NAME=VALUE ${start}`,
    '--initgroups': 'The workers have the group of --group alone.',
    '--log-config': 'Logs are JSON lines; see --log-level and --access-logformat.',
    '--log-file': 'Use: --error-logfile FILE',
    '--name': `Processes are called ${title}, with their address or number.`,
    '--preload': 'Each worker loads the code itself, so that a reload has the new one.',
    '--proxy-protocol': 'The proxy tells the address in a header: see --forwarded-allow-ips.',
    '--reload': `Use: node --watch node_modules/.bin/${start}`,
    '--statsd-host': 'The figures are at /metrics, for Prometheus.',
    '--threads': 'A worker answers many requests at once; for more processors, use --workers.',
    '--version': `Use: ${name} --version`,
    '--worker-class': 'Every worker is asynchronous: leave it out.',
    ...hints
  }
}

const SAME = new Map(
  Object.entries({
    '-e': '--env',
    '-k': '--worker-class',
    '-n': '--name',
    '-v': '--version',
    '--ca-certs': '--certfile',
    '--do-handshake-on-connect': '--certfile',
    '--keyfile': '--certfile',
    '--log-config-json': '--log-config',
    '--logger-class': '--log-config',
    '--reload-engine': '--reload',
    '--reload-extra-file': '--reload',
    '--ssl-version': '--certfile',
    '--worker-connections': '--threads'
  })
)

/** What to do instead of what a complaint about the arguments names; undefined where nobody comes from gunicorn with it. */
export function hintFor(complaint: string, args: string[], names: Names): string | undefined {
  const [, option = ''] = /unknown option '(--[\w-]+|-\w)/.exec(complaint) ?? []
  const hints = new Map(Object.entries(listHints(names)))
  if (option) return hints.get(SAME.get(option) ?? option)
  if (!names.app || !complaint.includes('too many arguments')) return undefined
  const app = args.find((arg) => /^[\w.]+:\w+(\(.*\))?$/.test(arg))
  const what = names.serves.charAt(0).toUpperCase() + names.serves.slice(1)
  return app && `${what} is the one app that there is: leave out ${app}`
}
