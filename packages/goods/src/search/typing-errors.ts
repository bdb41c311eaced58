/**
 * How many typing errors lie between two words: letters too many, too few or wrong, or two
 * neighbours that changed places (optimal string alignment). Undefined where there are more than a
 * word of this length may have: of up to 3 letters none, of up to 7 one, else two.
 */
export function typingErrors(word: string, other: string): number | undefined {
  const [letters, others] = [[...word], [...other]]
  const allowed = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2
  if (Math.abs(letters.length - others.length) > allowed) return undefined
  const errors = distance(letters, others)
  return errors <= allowed ? errors : undefined
}

function distance(one: string[], other: string[]): number {
  let [beforeLast, last]: [number[], number[]] = [[], other.map((_, index) => index)]
  last.push(other.length)
  for (const [row, letter] of one.entries()) {
    const next = [row + 1]
    for (const [column, against] of other.entries()) {
      const same = letter === against ? 0 : 1
      const options = [at(next, column) + 1, at(last, column + 1) + 1, at(last, column) + same]
      if (row > 0 && column > 0 && letter === other[column - 1] && one[row - 1] === against) {
        options.push(at(beforeLast, column - 1) + 1)
      }
      next.push(Math.min(...options))
    }
    ;[beforeLast, last] = [last, next]
  }
  return at(last, other.length)
}

function at(numbers: number[], index: number): number {
  return numbers[index] ?? 0
}
