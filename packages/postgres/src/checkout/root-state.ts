import { randomUUID } from 'node:crypto'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * For files that `nobody` must reach: a checkout may be in a home folder that only its owner
 * enters.
 */
export const ROOT_FOLDER = '/var/lib/larder'

/**
 * Points `link`, the checkout's `.larder/postgres`, to a state folder of its own below
 * /var/lib/larder. A copied checkout has the original's link and gets a new state; a moved one
 * keeps its state.
 */
export async function linkRootState(checkout: string, link: string): Promise<void> {
  await mkdir(ROOT_FOLDER, { recursive: true })
  // The umask cuts the mode of mkdir, and the folder may be there already.
  if (!((await stat(ROOT_FOLDER)).mode & 0o001)) await chmod(ROOT_FOLDER, 0o755)
  for (;;) {
    const state = await readlink(link).catch(() => undefined)
    if (state === undefined) {
      await createState(checkout, link)
    } else if (dirname(state) === ROOT_FOLDER && (await claim(state, checkout))) {
      return
    } else if ((await readlink(link).catch(() => undefined)) === state) {
      await unlink(link)
    }
  }
}

async function createState(checkout: string, link: string): Promise<void> {
  const state = await mkdtemp(join(ROOT_FOLDER, `${slug(basename(checkout))}-`))
  await record(state, checkout)
  try {
    await symlink(state, link)
  } catch (error) {
    // Another process of this checkout was faster. The caller reads its link.
    await rm(state, { recursive: true })
    await lstat(link).catch(() => {
      throw error
    })
  }
}

/** Whether `state` belongs to this checkout. Updates its record if the checkout was moved. */
async function claim(state: string, checkout: string): Promise<boolean> {
  const owner = await readFile(join(state, 'checkout'), 'utf8').catch(() => undefined)
  if (owner === checkout) return true
  if (owner !== undefined && (await isOtherCheckout(owner, checkout, state))) return false
  // A missing target (a volume without /var/lib) is created at its old path: two processes agree on
  // it.
  await mkdir(state, { recursive: true })
  await record(state, checkout)
  return true
}

async function isOtherCheckout(owner: string, checkout: string, state: string): Promise<boolean> {
  const target = await readlink(join(owner, '.larder', 'postgres')).catch(() => undefined)
  if (target !== state) return false
  // The same folder may be mounted at two paths.
  const [there, here] = await Promise.all([stat(owner), stat(checkout)])
  return there.ino !== here.ino || there.dev !== here.dev
}

async function record(state: string, checkout: string): Promise<void> {
  await chmod(state, 0o711)
  const draft = join(state, `checkout.${randomUUID()}`)
  await writeFile(draft, checkout)
  await rename(draft, join(state, 'checkout'))
}

/** The checkout's name, for people who look into /var/lib/larder. */
function slug(name: string): string {
  return name.replace(/[^\w.]+/g, '-').slice(0, 32)
}
