import pg from 'pg'

/**
 * How many statements this process sends to its databases while `work` goes on: one test at a time can ask. What a
 * client of @larder/database asks about a connection that it has just opened is not among them.
 */
export async function countQueries(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const { query, connect } = pg.Client.prototype
  const justOpened = new WeakSet<object>()
  pg.Client.prototype.connect = new Proxy(connect, {
    apply(target, client, args) {
      justOpened.add(client)
      return Reflect.apply(target, client, args)
    }
  })
  pg.Client.prototype.query = new Proxy(query, {
    apply(target, client, args) {
      if (!justOpened.delete(client)) count += 1
      return Reflect.apply(target, client, args)
    }
  })
  try {
    await work()
  } finally {
    Object.assign(pg.Client.prototype, { query, connect })
  }
  return count
}
