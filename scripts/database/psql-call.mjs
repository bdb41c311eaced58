/**
 * How psql is called for a connection string as the shop has it. The password goes by the environment, so that it does not
 * show among the processes; psql knows no `schema`, and another word for a certificate that is not checked.
 */
export function psqlCall(url, { PGOPTIONS = '' } = {}) {
  const [place, query] = url.split('?')
  const [, password = ''] = /^[a-z]+:\/\/[^:@/]*:([^@/]*)@/.exec(place) ?? []
  const parameters = new URLSearchParams(query)
  const schema = parameters.get('schema')
  for (const name of ['schema', 'uselibpqcompat']) parameters.delete(name)
  if (parameters.get('sslmode') === 'no-verify') parameters.set('sslmode', 'require')
  // It takes a plus for one.
  const rest = parameters.toString().replaceAll('+', '%20')
  const bare = password ? place.replace(`:${password}@`, '@') : place
  return {
    args: [rest ? `${bare}?${rest}` : bare],
    env: {
      ...(password && { PGPASSWORD: decodeURIComponent(password) }),
      ...(schema && { PGOPTIONS: `${PGOPTIONS} -c search_path=${quote(schema)}`.trim() })
    }
  }
}

/** A name for SQL, and for the options of PostgreSQL, where a space ends a word. */
function quote(schema) {
  return `"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, '\\$&')
}
