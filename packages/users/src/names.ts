/** What is wrong with a name, which is trimmed. */
export function nameProblem(name: string): string | undefined {
  if (NAME.test(name) && keyOf(name).length <= 64) return undefined
  return 'A name has 2 to 32 letters or digits; dots, hyphens, underscores and spaces may stand between them.'
}

/** `Anna` and `anna`, composed or not, are one name. */
export function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

// Without `@`, so that a name never passes for an e-mail address.
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{1,31}$/u

/** An e-mail address as it is kept and looked for. */
export function addressOf(email: string): string {
  return email.trim().toLowerCase()
}

/** How to find whoever is called so, by name or by confirmed address. */
export function called(nameOrEmail: string): { email: string } | { nameKey: string } {
  // A name has no `@`.
  return nameOrEmail.includes('@')
    ? { email: addressOf(nameOrEmail) }
    : { nameKey: keyOf(nameOrEmail.trim()) }
}

/** What is wrong with an address. */
export function addressProblem(address: string): string | undefined {
  return EMAIL.test(address) && address.length <= 254 ? undefined : 'Please give an e-mail address.'
}

// What `<input type="email">` accepts (HTML Living Standard, "valid e-mail address"), with at least one dot and no more
// before the @ than mail servers take (RFC 5321, 4.5.3.1).
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i
