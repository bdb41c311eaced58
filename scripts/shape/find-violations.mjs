import { measurePackage } from './measure.mjs'

const MOST_FILE_LINES = 300
const MOST_FUNCTION_LINES = 60

/** Those that are there already, and have to go. */
const KNOWN_CIRCLE = 'app.ts cli.ts commands database mail master server settings worker'.split(' ')
const KNOWN_LONG = [
  'packages/carts/src/routes.ts routes',
  'packages/migrations/src/cli.ts commands',
  'packages/session/src/store.ts createStore',
  'packages/testing/src/mail-server.ts startMailServer',
  'packages/testing/src/visit.ts visit',
  'packages/users/src/routes/email.ts emailRoutes',
  'packages/users/src/routes/reset.ts resetRoutes',
  'apps/gateway/src/cli.ts main'
]

/** What a package's code must not be, a line each: too long, or going in circles. */
export function findViolations(one) {
  const { circles, fileCircles } = measurePackage(one)
  const isKnown = (circle) =>
    one.folder === 'apps/gateway' && circle.every((room) => KNOWN_CIRCLE.includes(room))
  const found = [...fileCircles, ...circles.filter((circle) => !isKnown(circle))]
  return found.map((circle) => describe(one, circle)).concat(tooLong(one))
}

function describe({ folder }, circle) {
  return `${folder}/src: ${circle.join(', ')} import each other`
}

function tooLong({ folder, sources }) {
  return sources.flatMap((source) => {
    const place = `${folder}/src/${source.path}`
    const functions = source.functions
      .filter(({ name, lines }) => lines > MOST_FUNCTION_LINES && !KNOWN_LONG.includes(`${place} ${name}`))
      .map(
        ({ name, line, lines }) =>
          `${place}:${line} ${name} has ${lines} lines (at most ${MOST_FUNCTION_LINES})`
      )
    const isLong = source.lines > MOST_FILE_LINES
    return [
      ...(isLong ? [`${place} has ${source.lines} lines (at most ${MOST_FILE_LINES})`] : []),
      ...functions
    ]
  })
}
