import { measurePackage } from './measure.mjs'

const MOST_FILE_LINES = 300
const MOST_FUNCTION_LINES = 60

/** What a package's code must not be, a line each: too long, or going in circles. */
export function findViolations(one) {
  const { circles, fileCircles } = measurePackage(one)
  return [...fileCircles, ...circles].map((circle) => describe(one, circle)).concat(tooLong(one))
}

function describe({ folder }, circle) {
  return `${folder}/src: ${circle.join(', ')} import each other`
}

function tooLong({ folder, sources }) {
  return sources.flatMap((source) => {
    const place = `${folder}/src/${source.path}`
    const functions = source.functions
      .filter(({ lines }) => lines > MOST_FUNCTION_LINES)
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
