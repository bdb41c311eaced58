import { tracingChannel } from 'node:diagnostics_channel'

/** What is told of a statement: its text, never its values. */
export interface TracedStatement {
  system: 'postgresql' | 'mysql'
  text: string
}

/** Runs a statement, and tells those who subscribe to `tracing:larder.statement:*`. */
export function traceStatement<Result>(
  system: TracedStatement['system'],
  text: string,
  run: () => Promise<Result>
): Promise<Result> {
  return statements.tracePromise(run, { system, text })
}

const statements = tracingChannel<unknown, TracedStatement>('larder.statement')
