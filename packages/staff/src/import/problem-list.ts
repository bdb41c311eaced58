import type { LineProblem } from './stored-imports.js'

/** What is wrong with a file. A large one may have more problems than lines, of which nobody mends thousands one by one. */
export class ProblemList {
  /** Of all. */
  count = 0
  /** The first thousand. */
  readonly kept: LineProblem[] = []

  add(problems: readonly LineProblem[]): void {
    this.count += problems.length
    this.kept.push(...problems.slice(0, MOST_KEPT - this.kept.length))
  }
}

const MOST_KEPT = 1_000
