import { watchPostgresqlQueries } from './postgresql/watch-queries.js'

/**
 * How many statements this process sends to its databases while `work` goes on: one test at a time can ask. What a
 * client of @larder/database asks about a connection or a server that it has just found is not among them.
 *
 * @param except statements that are not counted, such as those that are due by time. @default none
 */
export async function countQueries(work: () => Promise<unknown>, except?: RegExp): Promise<number> {
  const { watchMysqlQueries } = await import('./mysql/watch-queries.js')
  let count = 0
  const add = (text: string) => {
    if (!except?.test(text)) count += 1
  }
  const stops = [watchPostgresqlQueries(add), watchMysqlQueries(add)]
  try {
    await work()
  } finally {
    for (const stop of stops) stop()
  }
  return count
}
