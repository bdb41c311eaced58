import type { Pool } from 'pg'

/**
 * Gives a query the connection that is free first. node-postgres binds a query to the connection it
 * opens for it; on a busy machine that query fails, although other connections came back meanwhile.
 * Opening one gets more time than the query, which waits `connectionTimeoutMillis`.
 */
export function takeFirstFree(pool: Pool): void {
  const connect = pool.connect.bind(pool)

  function open(): void {
    const { connectionTimeoutMillis } = pool.options
    pool.options.connectionTimeoutMillis = MORE_PATIENCE * (connectionTimeoutMillis ?? 0)
    // The pool tells waiting queries of a failure.
    connect().then(
      (connection) => connection.release(),
      () => {}
    )
    pool.options.connectionTimeoutMillis = connectionTimeoutMillis
  }

  /** The pool lets a query wait for any connection only where it may open no more. */
  function wait(callback?: Parameters<typeof connect>[0]) {
    const { max } = pool.options
    pool.options.max = pool.totalCount
    try {
      return callback ? connect(callback) : connect()
    } finally {
      pool.options.max = max
    }
  }

  Object.assign(pool, {
    connect(callback?: Parameters<typeof connect>[0]) {
      if (pool.ending || pool.idleCount > 0) return callback ? connect(callback) : connect()
      if (pool.totalCount < pool.options.max) open()
      return wait(callback)
    }
  })
}

/** How many times as long as a query waits opening a connection may take. */
const MORE_PATIENCE = 4
