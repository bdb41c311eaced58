import { Type } from 'typebox'
import type { PostgresConnection } from '../history/postgres-connection.js'
import { selectRows } from '../select-rows.js'

/**
 * Drops the foreign keys of tables, so that their order does not matter, and disables their
 * triggers, so that rows stay as they are. An owner may do this; disabling foreign keys needs a
 * superuser.
 *
 * @returns the statements that put them back, and check the foreign keys
 */
export async function setAside({ client }: PostgresConnection, names: readonly string[]): Promise<string[]> {
  const switches = await selectRows(client, Switch, ASIDE, [names])
  for (const { off } of switches) await client.query(off)
  return switches.map(({ on }) => on)
}

const Switch = Type.Object({ off: Type.String(), on: Type.String() })

const ASIDE = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS on
  FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY ($1::regclass[])
  UNION ALL
  SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
    format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass, CASE tgenabled WHEN 'A' THEN 'ALWAYS' END, tgname)
  FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgrelid = ANY ($1::regclass[])`
