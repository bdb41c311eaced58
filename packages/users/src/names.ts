/** What people are called, as it is kept: composed, and with one space where white space was. */
export function displayNameOf(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/gu, ' ')
}

/** What is wrong with a name that people are called by, of {@link displayNameOf}. People have all sorts: nothing but what cannot be shown. */
export function displayNameProblem(name: string): string | undefined {
  // In code points, as the column counts them.
  if ([...name].length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`
  return VISIBLE.test(name) && !UNPRINTABLE.test(name) ? undefined : 'Please say what we may call you.'
}

const LONGEST_NAME = 100

// Two that show nothing are no default-ignorable code points: the braille pattern without dots, and a musical note without a head.
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u

// Controls, halves of characters, and what turns the direction of all that follows. Joiners stand in Persian names.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

/** What is wrong with a user name, which is trimmed. */
export function userNameProblem(userName: string): string | undefined {
  if (USER_NAME.test(userName) && keyOf(userName).length <= 64) return undefined
  return 'A user name has 2 to 32 letters or digits; dots, hyphens, underscores and spaces may stand between them.'
}

/** `Anna` and `anna`, composed or not, are one user name. */
export function keyOf(userName: string): string {
  return userName.normalize('NFKC').toLowerCase()
}

// Without `@`, so that a user name never passes for an e-mail address, and without what is not seen (Unicode UTS 39), so that
// two are never alike to the eye for that.
const USER_NAME = /^(?!.*(?:\p{Default_Ignorable_Code_Point}| {2}))[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{1,31}$/u

/** An e-mail address as it is kept and looked for. */
export function addressOf(email: string): string {
  return email.trim().toLowerCase()
}

/** What is wrong with an address. */
export function addressProblem(address: string): string | undefined {
  return EMAIL.test(address) && address.length <= 254 ? undefined : 'Please give an e-mail address.'
}

// What `<input type="email">` accepts (HTML Living Standard, "valid e-mail address"), with at least one dot and no more
// before the @ than mail servers take (RFC 5321, 4.5.3.1).
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i
