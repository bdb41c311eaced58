/** The names of test databases, which a killed process leaves behind, begin so. */
export const TEST_PREFIX = 'larder_test_'
/** The names of the migrated databases that those are cloned from begin so. */
export const TEMPLATE_PREFIX = 'larder_template_'

/** A query for the names of the databases that killed tests leave, and of all templates but the newest. */
export const LEFTOVERS = `
  WITH template AS (SELECT oid, datname FROM pg_database WHERE starts_with(datname, '${TEMPLATE_PREFIX}'))
  SELECT datname::text AS name FROM pg_database WHERE starts_with(datname, '${TEST_PREFIX}')
  UNION ALL
  SELECT datname::text FROM template WHERE oid < (SELECT max(oid) FROM template)`
