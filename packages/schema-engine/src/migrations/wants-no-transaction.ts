/**
 * Whether PostgreSQL refuses a statement with this code because it stands in a transaction with
 * others.
 */
export function wantsNoTransaction(code: string | undefined): boolean {
  return code !== undefined && NOT_IN_A_TRANSACTION.has(code)
}

const NOT_IN_A_TRANSACTION = new Set([
  '25001', // active_sql_transaction: it cannot run in one
  '2D000', // invalid_transaction_termination: a procedure that commits
  '55P04' // unsafe_new_enum_value_usage
])
