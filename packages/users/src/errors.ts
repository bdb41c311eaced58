import { createError } from '@fastify/error'

/** For visitors. */
export const USERS_ERR_TOO_OFTEN = createError(
  'USERS_ERR_TOO_OFTEN',
  'Too many wrong passwords. Please try again in %s, or reset your password by e-mail.',
  429
)
export const USERS_ERR_TOO_MANY_MAILS = createError(
  'USERS_ERR_TOO_MANY_MAILS',
  'We have already sent several e-mails. Please look for them, also in your spam folder, or try again in an hour.',
  429
)
export const USERS_ERR_NO_LINK = createError(
  'USERS_ERR_NO_LINK',
  'This link is too old or has already been used. Please ask for a new one.',
  400
)
export const USERS_ERR_BUSY = createError(
  'USERS_ERR_BUSY',
  'Too many people are logging in right now. Please try again in a moment.',
  503
)
export const USERS_ERR_NO_SESSION = createError('USERS_ERR_NO_SESSION', 'You have no such session.', 404)

export const USERS_ERR_NO_SECOND_FACTOR = createError(
  'USERS_ERR_NO_SECOND_FACTOR',
  'Two-step log-in is off for your account. Please turn it on first.',
  404
)
export const USERS_ERR_SECOND_FACTOR_NEEDED = createError(
  'USERS_ERR_SECOND_FACTOR_NEEDED',
  'Staff need two-step log-in. You can set it up again with another app, but not turn it off.',
  403
)
export const USERS_ERR_NO_SECRET_KEY = createError(
  'USERS_ERR_NO_SECRET_KEY',
  'Two-step log-in needs a key, which this shop does not have. Whoever runs it sets LARDER_SECRET_KEY to 32 random bytes in base64.',
  403
)
/** For the log. */
export const USERS_ERR_SECRET_KEY = createError(
  'USERS_ERR_SECRET_KEY',
  'The second factor of user %s was encrypted under another key. Set LARDER_SECRET_KEY to the key that it was set up with, or reset the second factor.'
)

export const USERS_ERR_KEY_LENGTH = createError(
  'USERS_ERR_KEY_LENGTH',
  'The option secretKey of @larder/users is not 32 bytes in base64. Make one: node -p "crypto.randomBytes(32).toString(\'base64\')"'
)

export const USERS_ERR_STAFF_ACCOUNT = createError(
  'USERS_ERR_STAFF_ACCOUNT',
  'An account of staff cannot be deleted. Have an admin make it a customer’s first.',
  409
)
/** For staff. */
export const USERS_ERR_NO_CUSTOMER = createError('USERS_ERR_NO_CUSTOMER', 'There is no such account.', 404)
export const USERS_ERR_OWN_ACCOUNT = createError(
  'USERS_ERR_OWN_ACCOUNT',
  'This is your own account: ask another admin.',
  409
)
export const USERS_ERR_UNPROVED = createError(
  'USERS_ERR_UNPROVED',
  'This account has no confirmed e-mail address: others could take it over. Have the address confirmed first.',
  409
)
export const USERS_ERR_ADDRESS = createError('USERS_ERR_ADDRESS', 'Please enter an e-mail address.', 422)
export const USERS_ERR_HAS_ACCOUNT = createError(
  'USERS_ERR_HAS_ACCOUNT',
  'There is an account with this address. Open it in the list of customers.',
  409
)

/** For whoever gives roles. */
export const USERS_ERR_UNKNOWN_USER = createError(
  'USERS_ERR_UNKNOWN_USER',
  'There is no user %s. Give the user name, or the confirmed e-mail address.'
)
export const USERS_ERR_UNKNOWN_ROLE = createError(
  'USERS_ERR_UNKNOWN_ROLE',
  'There is no role %s. Give one of %s.'
)
