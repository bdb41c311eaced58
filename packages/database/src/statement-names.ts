const MOST = 500

/**
 * Names the prepared statements of a pool, one name per SQL text. Each name costs memory in every connection of the
 * server, so that after 500 texts (lists of varying length) further ones run unprepared.
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    const name = names.size < MOST ? `larder_${names.size}` : UNPREPARED
    if (name !== UNPREPARED) names.set(sql, name)
    return name
  }
}

const UNPREPARED = ''
