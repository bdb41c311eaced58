import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

// What would end a directive of nginx and begin another.
const Word = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\s;{}"\'$#\\\\]+$' })
const Seconds = Type.Integer({ minimum: 1, maximum: 3_600 })

/** One gateway: where it listens, and any of its settings by the names of `gateway start --help`. */
export const Instance = Type.Object(
  {
    bind: Word,
    /** Blueprints that this one serves alone; nginx sends their prefixes to it. */
    only: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]*(,[a-z][a-z0-9-]*)*$' }))
  },
  { additionalProperties: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) }
)

export const Tls = Type.Object(
  {
    /** Files in PEM, as certbot names them: fullchain.pem and privkey.pem. */
    certificate: Word,
    key: Word,
    /** Where plain HTTP is answered with a redirect. */
    redirect: Type.Array(Word, { default: ['80', '[::]:80'] })
  },
  { additionalProperties: false }
)

export const Nginx = Type.Object(
  {
    /** Addresses as nginx has them: `80`, `[::]:80`, `127.0.0.1:8080`. */
    listen: Type.Array(Word, { minItems: 1, default: ['80', '[::]:80'] }),
    serverName: Type.String({ default: '_', pattern: '^[\\w.*-]+( [\\w.*-]+)*$' }),
    tls: Type.Optional(Tls),
    /** The largest body, in bytes: the gateway's own --body-limit. */
    bodyLimit: Type.Integer({ default: 65_536, minimum: 1_024, maximum: 100_000_000 }),
    /** Seconds that nginx keeps an idle connection to a gateway; less than the gateway's own --keep-alive. */
    keepAlive: Type.Integer({ default: 60, minimum: 1, maximum: 3_600 }),
    /** Seconds that a gateway may take to answer. */
    timeout: Type.Integer({ default: 30, minimum: 1, maximum: 3_600 }),
    /** Requests a second from one address, above which it is answered with 429. */
    rate: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    /** Seconds that pages for visitors without a cookie are kept. */
    microCache: Type.Optional(Seconds),
    /** Also serve the .br files; needs Debian's libnginx-mod-http-brotli-static. */
    brotli: Type.Boolean({ default: false })
  },
  { additionalProperties: false, default: {} }
)

export const Deployment = Type.Object(
  {
    /** Of the upstream group in nginx. */
    name: Type.String({ default: 'larder', pattern: '^[a-z][a-z0-9_]*$' }),
    instances: Type.Array(Instance, { minItems: 1 }),
    nginx: Nginx
  },
  { additionalProperties: false }
)

export type Instance = Static<typeof Instance>
export type Nginx = Static<typeof Nginx>
export type Deployment = Static<typeof Deployment>

/**
 * Reads the file that says which gateways there are and how nginx stands before them.
 *
 * @throws with a line for each thing that is wrong in it
 */
export function readDeployment(file: string): Deployment {
  const problems = (lines: string[]) => new Error(lines.map((line) => `${file}: ${line}`).join('\n'))
  let given: unknown
  try {
    given = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw problems([error instanceof Error ? error.message : String(error)])
  }
  const deployment = Value.Default(Deployment, given)
  if (!Value.Check(Deployment, deployment)) {
    throw problems(
      Value.Errors(Deployment, deployment).map(
        ({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}.`
      )
    )
  }
  const lines = checkInstances(deployment.instances)
  if (lines.length > 0) throw problems(lines)
  return deployment
}

function checkInstances(instances: Instance[]): string[] {
  const binds = instances.map(({ bind }) => bind)
  const twice = binds.filter((bind, place) => binds.indexOf(bind) !== place)
  const taken = twice.map((bind) => `two instances have the bind ${bind}.`)
  return instances.some(({ only }) => !only)
    ? taken
    : [...taken, 'one instance at least must be without "only".']
}
