import multipart from '@fastify/multipart'
import { type BlueprintApp, RowId, wantsHtml, writeText } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { actorOf } from '../audit/record-audit.js'
import { ENCODINGS } from '../csv/read-csv.js'
import { type CsvColumn, writeCsv } from '../csv/write-csv.js'
import { STAFF_ERR_IMPORT_OVER, STAFF_ERR_NO_IMPORT } from '../errors.js'
import type { CsvImport, ImportTaskKind } from './describe-import.js'
import { MOST_LINES } from './plan-lines.js'
import { LIMITS, MOST_MEGABYTES, receiveFile } from './receive-file.js'
import {
  findImport,
  LineProblem,
  listImports,
  readProblems,
  type StoredImport,
  startImport,
  storeImport
} from './stored-imports.js'

type Definition = Pick<
  CsvImport<unknown>,
  'name' | 'label' | 'permission' | 'tasks' | 'columns' | 'mostLines'
>

/** The pages of imports of one kind. */
export default function importRoutes(app: BlueprintApp, definition: Definition, task: ImportTaskKind): void {
  const { name, permission } = definition
  const config = { permission }
  listRoute(app, definition)
  sendRoute(app, definition, task)

  const show = {
    config,
    schema: { summary: `How an import of ${name} stands`, params: Params, response: { 200: ImportView } }
  }
  app.get(
    '/import/:import',
    { name: 'show-import', templates: ['staff:import'], ...show },
    async (request, reply) => {
      const found = await find(app, definition, request.params.import)
      return showImport(app, request, reply, definition, found)
    }
  )

  const run = {
    config,
    schema: { summary: `Applies a checked file of ${name}`, params: Params, response: { 202: ImportView } }
  }
  app.post('/import/:import', { name: 'run-import', ...run }, async (request, reply) => {
    const { id } = await find(app, definition, request.params.import)
    const started = await inTransaction(app.db, async (tx) => {
      if (!(await startImport(tx, id))) return false
      await definition.tasks.enqueue(
        tx,
        task,
        { import: id, actor: actorOf(request), language: request.language },
        { key: `${task.name}:${id}:run` }
      )
      return true
    })
    // A button that is pressed twice.
    if (wantsHtml(request)) return reply.redirect(app.urlFor('.show-import', { import: id }), 303)
    if (!started) throw new STAFF_ERR_IMPORT_OVER()
    return reply.code(202).send(await viewImport(app, await find(app, definition, id)))
  })

  const problems = {
    summary: `The problems of an import of ${name}, the first 1,000, as CSV`,
    params: Params
  }
  app.get(
    '/import/:import/problems',
    { name: 'import-problems', config, schema: problems },
    async (request, reply) => {
      const { id } = await find(app, definition, request.params.import)
      const rows = await readProblems(app.db, id)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="problems-${id}.csv"`)
        .send(await printProblems(rows))
    }
  )
}

function listRoute(app: BlueprintApp, definition: Definition): void {
  const list = {
    config: { permission: definition.permission },
    schema: { summary: `The latest imports of ${definition.name}`, response: { 200: ImportList } }
  }
  app.get('/import', { name: 'import', templates: ['staff:imports'], ...list }, async (request, reply) =>
    showForm(app, request, reply, definition)
  )
}

/** With a parser of its own, which the other routes do not get. */
function sendRoute(app: BlueprintApp, definition: Definition, task: ImportTaskKind): void {
  app.register(async (uploads: BlueprintApp) => {
    uploads.removeContentTypeParser('multipart/form-data')
    await uploads.register(multipart, { limits: LIMITS })
    const send = {
      config: { permission: definition.permission },
      bodyLimit: LIMITS.fileSize + 64 * 1024,
      schema: {
        summary: `Sends a file of ${definition.name} to be checked (multipart/form-data): fields encoding, file`,
        response: { 202: ImportView, 422: Type.Object({ message: Type.String() }) }
      }
    }
    uploads.post(
      '/import/files',
      { name: 'send-import', templates: ['staff:imports'], ...send },
      async (request, reply) => {
        const file = await receiveFile(request)
        if ('problem' in file) {
          reply.code(422)
          if (!wantsHtml(request)) return reply.send({ message: file.problem })
          return showForm(app, request, reply, definition, file.problem)
        }
        const { name: kind } = definition
        const id = await inTransaction(app.db, async (tx) => {
          const id = await storeImport(tx, { ...file, kind, actor: actorOf(request).name.slice(0, 100) })
          const { language } = request
          await definition.tasks.enqueue(
            tx,
            task,
            { import: id, language },
            { key: `${task.name}:${id}:check` }
          )
          return id
        })
        if (wantsHtml(request)) return reply.redirect(app.urlFor('.show-import', { import: id }), 303)
        return reply.code(202).send(await viewImport(app, await find(app, definition, id)))
      }
    )
  })
}

async function showForm(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, label, columns, mostLines = MOST_LINES }: Definition,
  problem?: string
): Promise<FastifyReply> {
  const stored = await listImports(app.db, name)
  if (!wantsHtml(request)) return reply.send({ imports: stored.map((one) => asView(one, [])) })
  const imports = stored.map((one) => asView(one, []))
  const { t } = request
  const most = { lines: mostLines.toLocaleString(t.language), megabytes: MOST_MEGABYTES }
  return reply.view('staff:imports', {
    label: writeText(label, t),
    columns: columns.map(({ about, ...column }) => ({ ...column, about: writeText(about, t) })),
    imports,
    most,
    fileProblem: problem,
    encodings: ENCODINGS.map((encoding) => [encoding, t.of('staff:encoding', encoding)])
  })
}

async function showImport(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { label, columns }: Definition,
  found: StoredImport
): Promise<FastifyReply> {
  const view = await viewImport(app, found)
  if (!wantsHtml(request)) return reply.send(view)
  // Browsers load the page again, without a script.
  if (view.status === 'checking' || view.status === 'running') reply.header('refresh', '2')
  const ignored = columns.filter(({ readOnly }) => readOnly).map(({ name }) => name)
  return reply.view('staff:import', { label: writeText(label, request.t), ignored, ...view })
}

/** @throws STAFF_ERR_NO_IMPORT (404) */
async function find(app: BlueprintApp, { name }: Definition, id: number): Promise<StoredImport> {
  const found = await findImport(app.db, name, id)
  if (!found) throw new STAFF_ERR_NO_IMPORT()
  return found
}

async function viewImport(app: BlueprintApp, found: StoredImport): Promise<ImportView> {
  const problems = found.refused > 0 ? await readProblems(app.db, found.id) : []
  return asView(found, problems.slice(0, MOST_SHOWN))
}

function asView(found: StoredImport, problems: LineProblem[]): ImportView {
  const {
    id,
    fileName: file,
    status,
    actor,
    createdAt,
    total,
    done,
    created,
    changed,
    unchanged,
    refused
  } = found
  return {
    ...{ id, file, status, actor, created_at: createdAt.toISOString() },
    ...{ lines: total, done, new: created, changed, unchanged },
    ...{ problem_count: refused, problems }
  }
}

async function printProblems(problems: LineProblem[]): Promise<string> {
  async function* all() {
    yield problems
  }
  let text = ''
  for await (const part of writeCsv(PROBLEM_COLUMNS, all())) text += part
  return text
}

const PROBLEM_COLUMNS: CsvColumn<LineProblem>[] = [
  { name: 'line', value: ({ line }) => line },
  { name: 'column', value: ({ column }) => column },
  { name: 'problem', value: ({ problem }) => problem }
]

const MOST_SHOWN = 100
const Params = Type.Object({ import: RowId('The import’s') })

const ImportView = Type.Object({
  id: Type.Integer(),
  file: Type.String({ description: 'What it was called.' }),
  status: Type.Enum(['checking', 'checked', 'running', 'done', 'refused'], {
    description: 'A `checked` file can be applied. Of a `refused` one nothing is written.'
  }),
  actor: Type.String({ description: 'Who sent it.' }),
  created_at: Type.String({ format: 'date-time' }),
  lines: Type.Integer(),
  done: Type.Integer({ description: 'How many lines the check, or the import, is through with.' }),
  new: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  problem_count: Type.Integer(),
  problems: Type.Array(LineProblem, { description: 'The first 100.' })
})
type ImportView = Static<typeof ImportView>
const ImportList = Type.Object({ imports: Type.Array(ImportView) })
