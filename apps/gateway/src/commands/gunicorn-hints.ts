// What people who come from gunicorn type, and what to do here instead.
const INSTEAD = new Map(
  Object.entries({
    '--backlog': 'The backlog is 511, or what net.core.somaxconn allows.',
    '--capture-output': 'With --daemon, all that the processes write goes to --error-logfile.',
    '--certfile': 'TLS ends in nginx: see infra/README.md.',
    '--chdir': 'Change into the folder first: cd FOLDER && npx gateway start',
    '--check-config': 'Use: gateway check',
    '--env': 'Set the variable before the command: NAME=VALUE gateway start',
    '--initgroups': 'The workers have the group of --group alone.',
    '--log-config': 'Logs are JSON lines; see --log-level and --access-logformat.',
    '--log-file': 'Use: --error-logfile FILE',
    '--name': 'Processes are called larder-gateway, with their address or number.',
    '--preload': 'Each worker loads the code itself, so that a reload has the new one.',
    '--proxy-protocol': 'The proxy tells the address in a header: see --forwarded-allow-ips.',
    '--reload': 'Use: npm run dev, which starts anew when a file changes.',
    '--statsd-host': 'The figures are at /metrics, for Prometheus.',
    '--threads': 'A worker answers many requests at once; for more processors, use --workers.',
    '--version': 'Use: gateway --version',
    '--worker-class': 'Every worker is asynchronous: leave it out.'
  })
)

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
export function hintFor(complaint: string, args: string[]): string | undefined {
  const [, option = ''] = /unknown option '(--[\w-]+|-\w)/.exec(complaint) ?? []
  if (option) return INSTEAD.get(SAME.get(option) ?? option)
  const app =
    complaint.includes('too many arguments') && args.find((arg) => /^[\w.]+:\w+(\(.*\))?$/.test(arg))
  return app ? `The shop is the one app that there is: leave out ${app}` : undefined
}
