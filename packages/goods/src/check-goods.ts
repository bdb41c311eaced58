import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'

/**
 * The goods whose copies of the stock are not what the stock says, each in a sentence: something
 * else wrote the table, as SQL that was made for the former release.
 */
export async function checkGoods(db: Database): Promise<string[]> {
  const problems: string[] = []
  for (let after = 0; ; ) {
    const goods = await queryRows(db, FIND_COPIES, [after, AT_ONCE])
    for (const { id, slug, copy, available, stock, backorder } of goods) {
      if (copy !== stock)
        problems.push(`Good ${id}, ${slug}: ${stock} are in stock, and its copy says ${copy}.`)
      const bought = stock > 0 || backorder
      if (available !== bought) {
        problems.push(
          `Good ${id}, ${slug}: it can${bought ? '' : 'not'} be bought, and its copy says otherwise.`
        )
      }
    }
    const last = goods.at(-1)
    if (!last || goods.length < AT_ONCE) return problems
    after = last.id
  }
}

const AT_ONCE = 1_000

const FIND_COPIES = withStock(
  statement(
    Type.Object({
      id: Type.Integer(),
      slug: Type.String(),
      copy: Type.Integer(),
      available: Type.Boolean()
    }),
    'SELECT id, slug, stock AS copy, available FROM goods WHERE id > $1 ORDER BY id LIMIT $2'
  )
)
