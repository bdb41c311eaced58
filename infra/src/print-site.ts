import path from 'node:path'
import { collectStatics } from './collect-statics.js'
import { type Changes, readDeployment } from './deployment.js'
import { askForStatics } from './gateway-process.js'
import { hashSizeFor } from './nginx/server-names.js'
import { renderSite } from './nginx/site-conf.js'

/** The options of the command line. They win over the deployment's file. */
export interface SiteFlags {
  deployment: string
  pages: string
  cache?: string
  accessLog: string
  collectStatic?: string
  bind?: string[]
  listen?: string[]
  serverName?: string
  tls?: string[]
  rate?: number
  microCache?: number
  contact?: string
  brotli?: boolean
  balancer?: string[]
}

/** Prints the site; neither reads nor changes the system's nginx. */
export async function printSite(flags: SiteFlags): Promise<void> {
  const { deployment: file, pages, accessLog, collectStatic } = flags
  const deployment = readDeployment(file, changesBy(flags))
  const { cache = `/var/cache/${deployment.name}` } = flags
  const statics = await askForStatics(deployment.instances)
  process.stdout.write(
    renderSite(deployment, {
      statics: collectStatic ? collectStatics(statics, collectStatic) : statics,
      pages: path.resolve(pages),
      cache: path.resolve(cache),
      accessLog: path.resolve(accessLog)
    })
  )
  const hashSize = hashSizeFor(deployment.nginx)
  if (hashSize) {
    console.error(`For this long host name write into nginx's http { }, unless it is there: ${hashSize}`)
  }
}

function changesBy({
  bind,
  listen,
  serverName,
  tls,
  rate,
  microCache,
  contact,
  brotli,
  balancer
}: SiteFlags): Changes {
  const [certificate, key] = tls ?? []
  return {
    instances: bind?.map((address) => ({ bind: address })),
    nginx: {
      ...{ listen, serverName, rate, microCache, contact, brotli },
      tls: tls && { certificate, key },
      balancer: balancer && { addresses: balancer }
    }
  }
}
