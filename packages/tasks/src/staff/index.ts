import { type BlueprintApp, blueprint, type NoParams, RowId, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import { actorOf, asPage, PageQuery, recordAudit, staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { TASKS_ERR_STATUS } from '../errors.js'
import { cancelTask, countTasks, findTask, listTasks, retryTask, type StoredTask } from '../manage-tasks.js'

/** The tasks for staff: what was given up after three days, and what is done about it. */
export default blueprint(
  {
    name: 'tasks-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/tasks', '@larder/staff'],
    decorators: { fastify: ['db', 'staff'] },
    defaults: {}
  },
  routes
)

async function routes(app: BlueprintApp) {
  app.staff.permit('tasks.manage', { about: (t) => t('tasks-staff:permission.tasks-manage') })
  app.staff.add({
    section: (t) => t('staff:nav.shop'),
    label: (t) => t('tasks-staff:list.title'),
    route: 'tasks-staff.list',
    permission: 'tasks.manage'
  })
  app.fillSlot('staff.front', {
    template: 'front',
    async data(_, request) {
      if (!app.staff.can(staffMember(request), 'tasks.manage')) return undefined
      const { failed } = await countTasks(app.db)
      return failed > 0 ? { failed } : undefined
    }
  })
  listRoute(app)
  retryRoute(app)
  giveUpRoute(app)
}

function listRoute(app: BlueprintApp): void {
  const list = {
    ...MANAGE,
    schema: {
      summary: 'The tasks in a state, the newest first',
      querystring: ListQuery,
      response: { 200: TaskList }
    }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { status = 'failed', ...place } = request.query
    const found = await listTasks(app.db, { status, ...place, limit: PER_PAGE + 1 })
    const { rows, next, previous } = asPage(found, place, PER_PAGE)
    const page = { tasks: rows.map(viewOf), next, previous }
    return wantsHtml(request) ? reply.view('list', { ...page, status, place, statuses: STATUSES }) : page
  })
}

function retryRoute(app: BlueprintApp): void {
  const retry = { ...MANAGE, schema: { ...CHANGE, summary: 'Tries a task again that was given up' } }
  app.post('/:id/retry', { name: 'retry', ...retry }, async (request, reply) => {
    const { id } = request.params
    await inTransaction(app.db, async (tx) => {
      const { status, kind } = await findTask(tx, id)
      await retryTask(tx, id)
      await record(tx, request, 'tasks.retry', { status: [status, 'queued'], kind: [kind, kind] })
    })
    return answer(app, request, reply, request.t('tasks-staff:retried'))
  })
}

function giveUpRoute(app: BlueprintApp): void {
  const giveUp = { ...MANAGE, schema: { ...CHANGE, summary: 'Says that a failed task need not be done' } }
  app.post('/:id/give-up', { name: 'give-up', ...giveUp }, async (request, reply) => {
    const { id } = request.params
    await inTransaction(app.db, async (tx) => {
      const { status, kind } = await findTask(tx, id)
      // What repeats waits all the time: given up, it would never be done again.
      if (status !== 'failed') throw new TASKS_ERR_STATUS(id, 'cancelled', status)
      await cancelTask(tx, id)
      await record(tx, request, 'tasks.give-up', { status: [status, 'cancelled'], kind: [kind, kind] })
    })
    return answer(app, request, reply, request.t('tasks-staff:given-up'))
  })
}

type ChangeRequest = FastifyRequest<{
  Params: Static<typeof TaskParams>
  Querystring: Static<typeof ListQuery>
}>
type TaskChanges = Record<'status' | 'kind', [string, string]>

function record(tx: Database, request: ChangeRequest, action: string, changes: TaskChanges) {
  return recordAudit(tx, actorOf(request), { action, subject: ['task', request.params.id], changes })
}

/** Back to the list as it was. */
function answer(app: BlueprintApp, request: ChangeRequest, reply: FastifyReply, message: string) {
  if (!wantsHtml(request)) return { message }
  flash(request, message)
  return reply.redirect(app.urlFor('tasks-staff.list', {}, request.query), 303)
}

function viewOf({ id, kind, dedupeKey: key, status, attempts, problem, wantedAt, dueAt }: StoredTask) {
  const times = { wanted_at: wantedAt.toISOString(), due_at: dueAt.toISOString() }
  return { id, kind, key, status, attempts, problem, ...times }
}

/** Those that wait for staff come first. */
const STATUSES = ['failed', 'queued', 'running', 'done', 'cancelled'] as const

const PER_PAGE = 50
const MANAGE = { config: { permission: 'tasks.manage' } }
const TaskParams = Type.Object({ id: RowId() })
const Done = Type.Object({ message: Type.String() })
const Status = Type.Enum([...STATUSES])
const ListQuery = Type.Object({ status: Type.Optional(Status), ...PageQuery.properties })
const CHANGE = { params: TaskParams, querystring: ListQuery, response: { 200: Done } }
const Place = Type.Union([Type.Integer(), Type.Null()])
const TaskList = Type.Object({
  tasks: Type.Array(
    Type.Object({
      id: Type.Integer(),
      kind: Type.String({ description: 'What is done: `orders.expire`.' }),
      key: Type.String({ description: 'Names the work: `orders.expire:17`.' }),
      status: Status,
      attempts: Type.Integer(),
      problem: Type.Union([Type.String(), Type.Null()]),
      wanted_at: Type.String({ description: 'When it was first due.' }),
      due_at: Type.String({ description: 'When it is tried next.' })
    })
  ),
  next: Place,
  previous: Place
})

declare module '@larder/blueprint' {
  interface Routes {
    'tasks-staff.list': NoParams
    'tasks-staff.retry': { id: number }
    'tasks-staff.give-up': { id: number }
  }
}
