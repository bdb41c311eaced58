import pg from 'pg'

/** How many statements this process sends to its databases while `work` goes on: one test at a time can ask. */
export async function countQueries(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = new Proxy(query, {
    apply(target, client, args) {
      count += 1
      return Reflect.apply(target, client, args)
    }
  })
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return count
}
