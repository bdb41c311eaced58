const MOST = 500

/**
 * Names the prepared statements of a pool, one name per SQL text. Each name costs memory in every connection of the
 * server, so that after 500 texts (lists of varying length) further ones run unprepared.
 */
export class StatementNames {
  #names = new Map<string, string>()
  #renewals = 0

  /** The name for a text; empty for one that is to run unprepared. */
  nameOf(sql: string): string {
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    if (this.#names.size >= MOST) return ''
    const name = `larder_${this.#renewals}_${this.#names.size}`
    this.#names.set(sql, name)
    return name
  }

  /**
   * Gives out new names from now on, so that every connection plans every statement anew; unless another query has found
   * the plan of this text to be stale meanwhile.
   */
  renewAfter(sql: string, stale: string): void {
    if (this.nameOf(sql) !== stale) return
    this.#names.clear()
    this.#renewals++
  }
}
