import type { TestApp } from '@larder/testing'
import { newPerson } from './new-person.js'

/** Registers another person at `/users`, who is then signed in. */
export async function signUp(app: TestApp) {
  const client = app.client()
  const fields = newPerson()
  const response = await client.post('/users/register', fields)
  const id = Number(response.json().user.id)
  return { client, id, fields, cookie: String(response.headers['set-cookie']).split(';')[0] }
}
