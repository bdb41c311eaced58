import { fail, run } from '../run.mjs'

/** Runs prisma/seed.ts on the database. */
export async function seed({ url, embedded }) {
  const code = await run('tsx', ['prisma/seed.ts'], {
    env: { DATABASE_URL: url, LARDER_SEED_DEMO: embedded ? '1' : '' }
  })
  if (code !== 0) fail('The seed failed: see above.')
}
