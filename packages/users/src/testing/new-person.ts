let people = 0

/** The fields of the registration form, of another person at every call. */
export function newPerson(fields: Partial<Record<'name' | 'user_name' | 'email' | 'password', string>> = {}) {
  people += 1
  return {
    user_name: `Anna ${people}`,
    email: `anna${people}@example.org`,
    password: 'plum jam and toast',
    ...fields
  }
}
