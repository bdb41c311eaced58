import type { Loss } from '../data-loss/find-losses.js'

export interface ApplyOptions {
  /** Also take steps that lose data. @default false */
  readonly acceptDataLoss?: boolean | undefined
}

/** A script, as its database runs it. Statements are counted in their order. */
export interface Script {
  /** How many statements it has. */
  readonly length: number
  /** Finds the data in the database now that the statements after the first `done` would lose. */
  findLosses(done?: number): Promise<Loss[]>
  /**
   * Runs it in one transaction with its records.
   *
   * @returns false, with nothing done, where the database refuses that
   */
  runInTransaction(name: string, options: ApplyOptions, booking: Booking): Promise<boolean>
  /** Runs the statements after the first `done`, one by one. */
  runInSteps(done: number, steps: Steps): Promise<void>
}

/** Keeps the records of a script that runs in one transaction. */
export interface Booking {
  begin(): Promise<string>
  end(id: string): Promise<void>
  /** Makes the error for a failed statement. */
  failed(line: number, message: string): Error
}

/** Keeps the records of a script that runs in steps. */
export interface Steps extends ApplyOptions {
  /** Whether the first statement to run may be done already, by a process that was killed. */
  readonly inDoubt: boolean
  /** Records how many statements are done, in their own transaction where there is one. */
  record(done: number): Promise<void>
  /** Makes the error for a failed statement. Nothing runs after it. */
  failed(failure: Failure): Promise<Error>
}

export interface Failure {
  readonly line: number
  readonly message: string
  /** How many statements are done and stay so. */
  readonly done: number
}
