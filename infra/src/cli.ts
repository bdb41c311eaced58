import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, Command } from 'commander'
import { type Nginx, readDeployment } from './deployment.js'
import { LocalDeployment } from './local-deployment.js'
import { LISTEN, LISTEN_TLS } from './nginx/listen.js'
import { printSite, type SiteFlags } from './print-site.js'

/** Opens the database before the gateways start; it is released when they run. */
export type PrepareDatabase = () => Promise<{ release(): Promise<void> }>

/**
 * The commands behind `npm run deploy:local` and `npm run deploy:nginx`; fails with a line for each problem and exit code 1, for wrong arguments with 2, when
 * interrupted with 130.
 */
export async function main(args: string[], prepareDatabase?: PrepareDatabase): Promise<void> {
  const program = new Command('deploy')
    .description('Larder behind nginx.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .showHelpAfterError('(see --help)')
  program
    .command('local')
    .description(
      'Bring the instances of a deployment up on this machine, with an nginx of their own in front.'
    )
    .addArgument(new Argument('[verb]', 'what to do').choices(Object.keys(VERBS)).default('start'))
    .option('--deployment <file>', 'the instances, and how nginx stands before them', DEPLOYMENT)
    .option('--folder <folder>', 'for pid files and for what nginx needs (default: .larder/NAME)')
    .action(async (verb: Verb, { deployment: file, folder }: { deployment: string; folder?: string }) => {
      const deployment = readDeployment(file)
      const local = new LocalDeployment(deployment, path.resolve(folder ?? `.larder/${deployment.name}`))
      const url = urlOf(deployment.nginx)
      await VERBS[verb](local, { url, prepareDatabase })
    })
  program
    .command('nginx')
    .description("Print the site to be included in nginx's http { }, as /etc/nginx/sites-enabled/larder.")
    .option('--deployment <file>', 'the instances, and how nginx stands before them', DEPLOYMENT)
    .option('--bind <addresses...>', 'instances at these addresses, in place of those in the file')
    .option('--listen <addresses...>', 'where nginx listens: 80, [::]:80 (with a certificate: 443)')
    .option('--server-name <names>', 'host names, with spaces between them')
    .option('--tls <files...>', 'HTTPS and HTTP/2, with the files of a certificate and of its key')
    .option('--rate <number>', 'requests a second from one address', Number)
    .option('--micro-cache <seconds>', 'keep pages for visitors without a cookie', Number)
    .option('--brotli', 'serve .br files: needs libnginx-mod-http-brotli-static')
    .option('--balancer <networks...>', 'addresses of a balancer or CDN before nginx, which says who comes')
    .option('--contact <address>', 'where visitors can write to: on the maintenance page')
    .option('--pages <folder>', 'of maintenance.html, and of maintenance.on while that is to be shown', PAGES)
    .option(
      '--cache <folder>',
      'of the kept pages; pictures are beside it, in FOLDER-pictures (default: /var/cache/NAME)'
    )
    .option('--access-log <file>', 'of nginx, without the secrets of links', '/var/log/nginx/access.log')
    .option('--collect-static <folder>', 'copy the static files there, and serve them from there')
    .action((flags: SiteFlags) => printSite(flags))
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode ||= 1
  }
}

const PAGES = fileURLToPath(new URL('../nginx', import.meta.url))
const DEPLOYMENT = fileURLToPath(new URL('../deploy.json', import.meta.url))

type Verb = keyof typeof VERBS

interface Surroundings {
  url: string
  prepareDatabase: PrepareDatabase | undefined
}

const VERBS = {
  async start(local: LocalDeployment, { url, prepareDatabase }: Surroundings) {
    const interruption = catchInterruption()
    const database = await prepareDatabase?.()
    try {
      const started = await local.start(interruption)
      console.log(`Larder ${started ? 'is open' : 'runs already'} at ${url}`)
    } finally {
      await database?.release()
      if (interruption.aborted) process.exitCode = 130
    }
  },
  async stop(local: LocalDeployment) {
    await local.stop()
    console.log('Nothing runs any more.')
  },
  async reload(local: LocalDeployment) {
    await local.reload()
    console.log('Everything runs with its new configuration and code.')
  },
  async status(local: LocalDeployment) {
    const { text, complete } = await local.status()
    console.log(text)
    if (!complete) process.exitCode = 1
  },
  async 'maintenance-on'(local: LocalDeployment) {
    local.maintain(true)
    console.log('Visitors see the maintenance page.')
  },
  async 'maintenance-off'(local: LocalDeployment) {
    local.maintain(false)
    console.log('Visitors see the shop.')
  }
}

/** Lets a start that is interrupted stop what it has started. */
function catchInterruption(): AbortSignal {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interruption.abort())
  return interruption.signal
}

/** Where nginx listens first. */
export function urlOf({ listen, tls }: Nginx): string {
  const [address = ''] = listen ?? (tls ? LISTEN_TLS : LISTEN)
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d+)$/.exec(address) ?? []
  return `${tls ? 'https' : 'http'}://${host.replace(/^(0\.0\.0\.0|\[::\])$/, '127.0.0.1')}:${port}`
}
