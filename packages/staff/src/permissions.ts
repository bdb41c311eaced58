import { type Translate, type Wording, writeText } from '@larder/blueprint'
import type { Role } from '@larder/database'
import { STAFF_ERR_PERMISSION_TAKEN } from './errors.js'

export interface Permission {
  /** What it lets people do, in a few words: `Pay back what customers paid`. */
  about: Wording
  /** The lowest role that has it. @default 'staff' */
  role?: Exclude<Role, 'customer'>
  /** Whether the second factor is asked for again after a quarter of an hour. @default false */
  askAgain?: boolean
  /** Whether only people have it, and no token. @default false */
  peopleOnly?: boolean
}

/** The permissions of an app, by their names: `orders.refund`. */
export class Permissions {
  readonly #declared = new Map<string, Required<Permission>>()

  /** @throws STAFF_ERR_PERMISSION_TAKEN */
  declare(name: string, { about, role = 'staff', askAgain = false, peopleOnly = false }: Permission): void {
    if (this.#declared.has(name)) throw new STAFF_ERR_PERMISSION_TAKEN(name)
    this.#declared.set(name, { about, role, askAgain, peopleOnly })
  }

  find(name: string): Required<Permission> | undefined {
    return this.#declared.get(name)
  }

  /** Those that a member of staff has, in the order of their names. */
  listFor(
    member: { role: Role; scopes?: readonly string[] | undefined },
    t: Translate
  ): [name: string, about: string][] {
    return [...this.#declared]
      .filter(([name]) => this.can(member, name))
      .map(([name, { about }]): [string, string] => [name, writeText(about, t)])
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Whether somebody may do this: by their role, and where they came with a token by its scopes. */
  can({ role, scopes }: { role: Role; scopes?: readonly string[] | undefined }, name: string): boolean {
    const permission = this.#declared.get(name)
    if (!permission || (scopes && (permission.peopleOnly || !scopes.includes(name)))) return false
    return role === 'admin' || role === permission.role
  }
}
