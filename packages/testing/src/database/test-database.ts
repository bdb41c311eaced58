/** A database that a test has made. */
export interface TestDatabase {
  /** Its connection string. */
  url: string
  drop(): Promise<void>
}
