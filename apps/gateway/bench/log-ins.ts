import { createClient } from '@larder/database'
import { createUser } from '@larder/users/testing'
import { startLarder } from './contenders.js'
import type { ShopDatabase } from './database.js'
import { load } from './load.js'
import { jsonPost } from './requests.js'
import { median } from './turns.js'
import type { Undo } from './undo.js'

export interface LogIns {
  /** The p99 of the page in milliseconds, while nobody logs in. */
  alone: number
  /** The same, while people do. */
  beside: number
  /** A second. */
  logIns: number
}

/** One instance with one worker, without nginx: how log-ins, which take a processor each, slow down whoever looks at goods. */
export async function measureLogIns(
  undo: Undo,
  { url }: ShopDatabase,
  { folder, turns, seconds }: { folder: string; turns: number; seconds: number }
): Promise<LogIns> {
  const db = createClient(url)
  const { fields } = await createUser(db)
  await db.$disconnect()
  const { user_name, password } = fields
  const { origin, stop } = await startLarder(undo, url, folder)
  const logIn = () => jsonPost('/users/login', { user_name, password })
  const look = () => load(origin, () => LIST, seconds, 0, 1)
  const measured: LogIns[] = []
  await look()
  for (let turn = 0; turn < turns; turn++) {
    const { p99: alone } = await look()
    const [{ p99: beside }, { requests, seconds: passed }] = await Promise.all([
      look(),
      load(origin, logIn, seconds)
    ])
    measured.push({ alone, beside, logIns: requests / passed })
  }
  await stop()
  const of = (part: keyof LogIns) => median(measured.map((each) => each[part]))
  return { alone: of('alone'), beside: of('beside'), logIns: of('logIns') }
}

const LIST = { method: 'GET', path: '/goods', headers: { accept: 'text/html' } } as const
