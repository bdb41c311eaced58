import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Contender, findContenders } from './contenders.js'
import { createMariadbShop, createPostgresShop } from './database.js'
import { type Footprint, measureFootprint } from './footprint.js'
import { measureLogIns } from './log-ins.js'
import { startNginx } from './nginx.js'
import { draftOrders } from './orders.js'
import { reportFootprints, reportLogIns, reportRoutes } from './report.js'
import { prepareRequests, type Requests } from './requests.js'
import { ROUTES, type Route } from './routes.js'
import { checkSame } from './same-answers.js'
import { measureTurns, type Sample } from './turns.js'
import { Undo } from './undo.js'

// Only to see that it runs: the figures mean nothing.
const smoke = process.argv.includes('--smoke')
const seconds = smoke ? 0.2 : Number(process.env.LARDER_BENCH_SECONDS ?? 3)
const turns = smoke ? 1 : Number(process.env.LARDER_BENCH_TURNS ?? 5)
// V8 has then compiled most of what it will.
const warmUp = smoke ? 20 : 4_000
/** As many as are ready for one load. */
const ordersOfLoad = smoke ? 16 : Math.ceil(150 * seconds)

const undo = new Undo()
try {
  await measure()
} catch (error) {
  // What fails after an interruption fails because of it.
  if (!undo.interrupted) throw error
} finally {
  await undo.all()
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'larder-bench-'))
  undo.later(() => rm(folder, { recursive: true, force: true }))
  console.error('carts that are about to be ordered …')
  const databases = {
    postgresql: await draftOrders(undo, await createPostgresShop(undo), folder),
    mariadb: await draftOrders(undo, await createMariadbShop(undo), folder)
  }
  const contenders = await findContenders(databases, folder)
  const nginx = await startNginx(undo, folder, contenders)

  // Each alone, since processes of one program share its memory.
  const footprints: Footprint[] = []
  for (const contender of contenders) {
    console.error(`${contender.name}: start and memory …`)
    footprints.push(await measureFootprint(undo, contender, { orders: ordersOfLoad, seconds }))
  }
  reportFootprints(footprints)

  const prepared = new Map<Contender, Requests>()
  for (const contender of contenders.filter(({ has }) => ROUTES.some(has))) {
    await contender.start(undo)
    prepared.set(contender, await prepareRequests(contender, ordersOfLoad))
  }
  for (const route of ROUTES) await checkSame(route, prepared)
  const measured = new Map<Route, Map<string, Sample>>()
  for (const route of ROUTES) {
    console.error(`${route.name} …`)
    measured.set(route, await measureTurns(route, { prepared, turns, seconds, warmUp, nginx: nginx.pid }))
  }
  reportRoutes(measured)
  for (const contender of contenders) await contender.stop()
  console.error('log-ins …')
  reportLogIns(await measureLogIns(undo, databases.postgresql, { folder, turns, seconds }))
}
