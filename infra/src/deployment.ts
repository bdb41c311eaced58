import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { INFRA_ERR_DEPLOYMENT } from './errors.js'
import { explainProblems } from './explain-problem.js'

// Excludes characters that would end an nginx directive and begin another.
const WORD = '[^\\s,;{}"\'$#\\\\]+'
const PORT = '\\d{1,5}'
const HOST = '[\\w.-]+|\\[[\\w:.]+\\]'

const Address = Type.String({
  pattern: `^(unix:/${WORD}|(${HOST})?:${PORT})$`,
  description: 'HOST:PORT, :PORT or unix:/PATH'
})
const Listen = Type.Array(
  Type.String({ pattern: `^((${HOST}):)?${PORT}$`, description: 'a port, or HOST:PORT' }),
  { minItems: 1 }
)
const Path = Type.String({ pattern: `^${WORD}$`, description: 'a path without spaces, quotes or $' })
const Network = Type.String({
  pattern: '^[\\da-fA-F.:]+(/\\d{1,3})?$',
  description: 'an IP address or a network'
})
const Count = (maximum: number) => Type.Integer({ minimum: 1, maximum })

/** One gateway: where it listens, and any of its settings by the names of `gateway start --help`. */
const Instance = Type.Object(
  {
    bind: Address,
    /** The only blueprints that it serves; nginx sends their prefixes to this instance alone. */
    only: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9.-]*(,[a-z][a-z0-9.-]*)*$',
        description: 'names of blueprints with commas between them'
      })
    ),
    /** How visitors reach the shop. */
    'public-url': Type.Optional(Type.String()),
    /** Seconds that the gateway keeps an idle connection. */
    'keep-alive': Type.Integer({ default: 75 })
  },
  // The gateway checks its other settings itself.
  { additionalProperties: true }
)

const Nginx = Type.Object(
  {
    /** @default 80, with `tls` 443, on all addresses */
    listen: Type.Optional(Listen),
    serverName: Type.String({
      default: '_',
      pattern: '^[\\w.*-]+( [\\w.*-]+)*$',
      description: 'host names with spaces between them'
    }),
    tls: Type.Optional(
      Type.Object(
        {
          /** In PEM, with the intermediate ones: certbot's fullchain.pem. */
          certificate: Path,
          key: Path,
          /** Where plain HTTP is answered with a redirect. */
          redirect: Type.Optional(Listen)
        },
        { additionalProperties: false }
      )
    ),
    /** A balancer or CDN before this nginx, trusted for the visitor's address and scheme. */
    balancer: Type.Optional(
      Type.Object(
        {
          /** Where its requests come from. */
          addresses: Type.Array(Network, { minItems: 1 }),
          /** The header in which it names the visitor's address. */
          header: Type.String({
            default: 'X-Forwarded-For',
            pattern: '^[\\w-]+$',
            description: 'the name of a header'
          })
        },
        { additionalProperties: false }
      )
    ),
    /** The largest body, in bytes: as `--body-limit` of the gateways. */
    bodyLimit: Type.Integer({ default: 65_536, minimum: 1_024, maximum: 100_000_000 }),
    /** Seconds that an idle connection to a gateway is kept: fewer than its own `--keep-alive`. */
    keepAlive: Type.Integer({ default: 60, minimum: 1, maximum: 86_400 }),
    /** Seconds that a gateway may take to answer. */
    timeout: Type.Integer({ default: 30, minimum: 1, maximum: 86_400 }),
    /** Requests a second from one address, and twice as many at once; what is more is answered with 429. */
    rate: Type.Optional(Count(100_000)),
    /** Seconds that pages for visitors without a cookie are kept. */
    microCache: Type.Optional(Count(3_600)),
    /** Where visitors can write to while the maintenance page is shown. */
    contact: Type.Optional(
      Type.String({ pattern: '^[\\w.+-]+@[\\w.-]+$', description: 'an e-mail address' })
    ),
    /** Serve the `.br` files as well: needs the package libnginx-mod-http-brotli-static. */
    brotli: Type.Boolean({ default: false })
  },
  { additionalProperties: false, default: {} }
)

export const Deployment = Type.Object(
  {
    /** Names the upstream group, variables and zones in nginx. */
    name: Type.String({
      default: 'larder',
      // The variables that are named after it have to fit nginx's hash table.
      pattern: '^[a-z][a-z0-9_]{0,23}$',
      description: 'a word of at most 24 small letters, digits and _'
    }),
    instances: Type.Array(Instance, { minItems: 1 }),
    nginx: Nginx
  },
  { additionalProperties: false }
)

export type Instance = Static<typeof Instance>
export type Nginx = Static<typeof Nginx>
export type Deployment = Static<typeof Deployment>

/** Replaces parts of the file; undefined values replace nothing. */
export interface Changes {
  instances?: object[] | undefined
  nginx?: object
}

/**
 * Reads the file that says which gateways there are and how nginx stands before them.
 *
 * @param changes checked together with the file
 * @throws INFRA_ERR_DEPLOYMENT with a line for each problem
 */
export function readDeployment(file: string, changes: Changes = {}): Deployment {
  const problems = (lines: string[]) =>
    new INFRA_ERR_DEPLOYMENT(lines.map((line) => `${file}: ${line}`).join('\n'))
  let given: unknown
  try {
    given = JSON.parse(new TextDecoder().decode(readFileSync(file)))
  } catch (error) {
    throw problems([error instanceof Error ? error.message : String(error)])
  }
  const deployment = Value.Default(Deployment, change(given, changes))
  if (!Value.Check(Deployment, deployment)) {
    throw problems(explainProblems(Deployment, Value.Errors(Deployment, deployment)))
  }
  const lines = checkInstances(deployment)
  if (lines.length > 0) throw problems(lines)
  return deployment
}

function change(given: unknown, { instances, nginx = {} }: Changes): unknown {
  if (typeof given !== 'object' || given === null) return given
  const before = 'nginx' in given && typeof given.nginx === 'object' ? given.nginx : {}
  const changed = Object.entries(nginx).filter(([, value]) => value !== undefined)
  return { ...given, ...(instances && { instances }), nginx: { ...before, ...Object.fromEntries(changed) } }
}

function checkInstances({ instances, nginx }: Deployment): string[] {
  const binds = instances.map(({ bind }) => bind)
  const lines = binds
    .filter((bind, place) => binds.indexOf(bind) !== place)
    .map((bind) => `Two instances have the bind ${bind}.`)
  if (instances.every(({ only }) => only)) lines.push('One instance at least has to be without "only".')
  for (const { bind, 'keep-alive': keepAlive } of instances) {
    if (keepAlive > nginx.keepAlive) continue
    lines.push(
      `The instance ${bind} keeps idle connections for ${keepAlive} s and nginx for ${nginx.keepAlive} s: a request may meet one that is being closed. Make nginx.keepAlive smaller.`
    )
  }
  return lines
}
