import { createHash } from 'node:crypto'

const MOST = 500

/**
 * Names the prepared statements of a pool by the hash of their text, so that a name means one text,
 * also on a connection that a pooler lends. Each name costs memory in every connection of the
 * server, so after 500 texts (lists of varying length) further ones run unprepared.
 */
export class StatementNames {
  #names = new Map<string, string>()
  #renewals = 0
  readonly #most: number

  /** @param most how many texts get a name; 0 where statements cannot be kept */
  constructor(most = MOST) {
    this.#most = most
  }

  /** The name for a text; empty for one that is to run unprepared. */
  nameOf(sql: string): string {
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    if (this.#names.size >= this.#most) return ''
    const name = `larder_${this.#renewals}_${createHash('sha256').update(sql).digest('base64url')}`
    this.#names.set(sql, name)
    return name
  }

  /**
   * Gives out new names from now on, so that every connection plans every statement anew, unless
   * another query has renewed the stale name already.
   */
  renewAfter(sql: string, stale: string): void {
    if (this.nameOf(sql) !== stale) return
    this.#names.clear()
    this.#renewals++
  }
}
