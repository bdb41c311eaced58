/** The options of a client, all of which have a default. */
export interface ClientOptions {
  /** Connections held at most. @default 10 */
  poolSize?: number | undefined
  /**
   * Milliseconds to wait for a connection, from the pool or to the server. The URL's
   * `?connect_timeout=`, in seconds, outranks it. @default 2000
   */
  connectionTimeout?: number | undefined
  /**
   * Milliseconds after which the server cancels a statement; 0 for never. A transaction has
   * five seconds more. MySQL cancels only what reads, and what waits for a lock, in whole seconds.
   * @default 10000
   */
  statementTimeout?: number | undefined
  /**
   * Whether a pooler such as PgBouncer stands before the database. Then no statement is kept and a
   * new connection is asked nothing: `statementTimeout` is kept on this side only, and the role
   * needs its schema set.
   * @default false
   */
  pooler?: boolean | undefined
  /** Told when an idle connection breaks; the pool replaces it. @default silence */
  onConnectionLost?: ((error: Error) => void) | undefined
}
