/** Runs a query without parameters on one connection, and resolves to its rows. */
export type SelectRows = (sql: string) => Promise<unknown[][]>
