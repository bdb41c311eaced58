/** Why a statement, or a part of it, has no translation. Ends in a marked place, not at the user. */
export class Refusal extends Error {}

/** Stops the translation of a statement. */
export function refuse(reason: string): never {
  throw new Refusal(reason)
}
