import { lastLines, runQuietly } from './run-quietly.mjs'

/**
 * Publishes tarballs in their order, those left out that the registry has already, and stops at the first that fails:
 * what comes later may need it.
 *
 * @returns the names of what is `published` now and was `skipped`, and the `problems`
 */
export async function publishAll(tarballs, print) {
  const { output } = await runQuietly('npm', ['config', 'get', 'registry'])
  const registry = output.trim().replace(/\/*$/, '/')
  const outcome = { published: [], skipped: [], problems: [] }
  for (const tarball of tarballs) {
    const problem = await publishOne(registry, tarball, outcome)
    if (problem) {
      outcome.problems.push(`${tarball.name}: ${problem}`)
      return outcome
    }
    print(`${tarball.name} ${outcome.published.includes(tarball.name) ? 'published' : 'was there before'}`)
  }
  return outcome
}

async function publishOne(registry, tarball, { published, skipped }) {
  const before = await isPublished(registry, tarball)
  if (before.problem) return before.problem
  if (before.there) return void skipped.push(tarball.name)
  const env = { ...process.env, ...tokenFor(registry) }
  const { code, output } = await runQuietly('npm', ['publish', tarball.file, ...flags()], { env })
  // The registry may have taken it and answered with an error, or another run was faster.
  const isThere = code === 0 || (await isPublished(registry, tarball)).there
  if (!isThere) return explain(output)
  return void published.push(tarball.name)
}

/** What .npmrc would say, without a file that keeps the token. */
function tokenFor(registry) {
  return { [`npm_config_${registry.replace(/^https?:/, '')}:_authToken`]: process.env.NODE_AUTH_TOKEN }
}

/** Provenance is what the forge attests, which it does for jobs that may ask it for an identity. */
function flags() {
  const attested = Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL)
  return ['--access', 'public', '--tag', 'latest', `--provenance=${attested}`]
}

async function isPublished(registry, { name, version }) {
  try {
    const response = await fetch(registry + name.replace('/', '%2f'))
    if (response.status === 404) return { there: false }
    if (!response.ok) return { problem: `the registry answers ${response.status} when asked for it` }
    const { versions = {} } = await response.json()
    return { there: version in versions }
  } catch (error) {
    return { problem: `the registry does not answer: ${error.cause?.message ?? error.message}` }
  }
}

function explain(output) {
  const [code] = /(?<=npm error code )\S+/.exec(output) ?? []
  const advice = ADVICE[code]
  return `npm publish failed${code ? ` (${code})` : ''}. ${advice ?? `\n  ${lastLines(output)}`}`
}

const ADVICE = {
  E401: 'The token in NODE_AUTH_TOKEN is wrong or has expired.',
  E403: 'The token may not publish this package, or the version was taken back earlier and cannot come again.',
  E409: 'Somebody else publishes it at this moment, or just did.'
}
