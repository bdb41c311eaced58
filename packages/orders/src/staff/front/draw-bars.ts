/** A chart of bars as its template draws it, in units of an SVG. */
export interface BarChart {
  width: number
  height: number
  /** Where the bars stand. */
  base: number
  bars: { x: number; y: number; width: number; height: number }[]
  /** Lines across, with what they stand for. */
  marks: { y: number; value: number }[]
  /** Names of some of the bars, where they fit. */
  labels: { x: number; index: number }[]
}

/** Places a bar for each value, from 0 on, and marks at round values. @param values none below 0 */
export function drawBars(values: readonly number[]): BarChart {
  const step = roundStep(Math.max(0, ...values))
  const top = step * MARKS
  const height = (value: number) => round((Math.max(0, value) / top) * (BASE - TOP))
  const place = (WIDTH - LEFT) / values.length
  return {
    width: WIDTH,
    height: HEIGHT,
    base: BASE,
    bars: values.map((value, index) => ({
      x: round(LEFT + index * place + place * 0.15),
      y: BASE - height(value),
      width: round(place * 0.7),
      height: height(value)
    })),
    marks: Array.from({ length: MARKS + 1 }, (_, n) => ({ y: BASE - height(n * step), value: n * step })),
    labels: values.flatMap((_, index) =>
      // Counted from the last: that is today.
      (values.length - 1 - index) % EVERY === 0 ? [{ x: round(LEFT + (index + 0.5) * place), index }] : []
    )
  }
}

/** The least of 1, 2, 5, 10, 20 … of which so many steps reach a value. */
function roundStep(value: number): number {
  const least = Math.max(1, value / MARKS)
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}

const [WIDTH, HEIGHT, LEFT, TOP, BASE] = [720, 240, 80, 12, 210]
const MARKS = 4
const EVERY = 7
