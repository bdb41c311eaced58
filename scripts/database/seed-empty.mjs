import { isEmpty, seed } from './prepare-database.mjs'

/** Fills the shop of `npm start`, where it has no goods. */
export default async function seedEmpty(url) {
  if (await isEmpty(url)) await seed({ url, embedded: true })
}
