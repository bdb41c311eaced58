import pg from 'pg'

/** Calls `onQuery` for each statement of node-postgres. @returns what ends it */
export function watchPostgresqlQueries(onQuery: (text: string) => void): () => void {
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
      if (!justOpened.delete(client)) onQuery(textOf(args[0]))
      return Reflect.apply(target, client, args)
    }
  })
  return () => void Object.assign(pg.Client.prototype, { query, connect })
}

function textOf(asked: string | { text?: string }): string {
  return typeof asked === 'string' ? asked : (asked.text ?? '')
}
