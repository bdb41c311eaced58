import { type BlueprintApp, blueprint, blueprints } from '@larder/blueprint'
import session from '@larder/session'
import { testApp, wholeAnswers } from '@larder/testing'
import tap, { test } from 'tap'
import staff, { type CsvImport, csvImport, type ImportTasks, type LinePlan } from '../src/index.js'
import { applyCsv, checkCsv, readStanding, sendCsv, staffClient } from '../src/testing/index.js'

interface Change {
  slug: string
  size: number
}

/** What is there, which the imports change. */
const things = new Map<string, number>([
  ['apples', 1],
  ['pears', 2]
])
let failing = 0

type Handle = Parameters<ImportTasks['add']>[1]
type ImportTask = Parameters<Handle>[0]

/** What @larder/tasks does, in memory. */
class Queue {
  readonly #waiting: { data: ImportTask; attempts: number }[] = []
  readonly #known = new Set<string>()
  #handle: Handle | undefined
  #hourly: (() => Promise<void>) | undefined
  readonly tasks: ImportTasks = {
    add: (_kind, handle) => {
      this.#handle = handle
    },
    every: (_name, _interval, handle) => {
      this.#hourly = handle
    },
    enqueue: async (_db, _kind, data, { key }) => {
      if (!this.#known.has(key)) this.#waiting.push({ data, attempts: 0 })
      this.#known.add(key)
    }
  }

  /** Does each task that waits, once. Those that fail wait again. */
  async runDue(): Promise<void> {
    for (const task of this.#waiting.splice(0)) {
      task.attempts += 1
      const run = { attempts: task.attempts, signal: new AbortController().signal }
      await this.#handle?.(task.data, run).catch(() => this.#waiting.push(task))
    }
  }

  async runHourly(): Promise<void> {
    await this.#hourly?.()
  }
}

const queue = new Queue()
const featureOf = (definition: CsvImport<Change>) =>
  blueprint({ name: 'things', defaults: {} }, async (app: BlueprintApp) => {
    app.staff.permit('things.edit', { about: 'Change things' })
    app.get('/', { name: 'list', config: { permission: 'things.edit' } }, async () => 'things')
    csvImport(app, definition)
  })

const THINGS: CsvImport<Change> = {
  name: 'things',
  label: 'things',
  permission: 'things.edit',
  tasks: queue.tasks,
  mostLines: 1_200,
  columns: [
    { name: 'slug', about: 'Which', required: true },
    { name: 'size', about: 'How large' },
    { name: 'made', about: 'When', readOnly: true }
  ],
  keyOf: ({ slug = '' }) => slug,
  plan: async (_db, lines) =>
    lines.map(({ cells: { slug = '', size = '' } }): LinePlan<Change> => {
      if (Number.isNaN(Number(size)))
        return { outcome: 'refused', problems: [{ column: 'size', problem: 'Write a number.' }] }
      const now = things.get(slug)
      const seen = String(now)
      if (size === '' || now === Number(size)) return { outcome: 'unchanged', seen }
      return { outcome: now === undefined ? 'new' : 'changed', seen, change: { slug, size: Number(size) } }
    }),
  apply: async (_tx, changes) => {
    if (failing-- > 0) throw new Error('The disk is full.')
    for (const { slug, size } of changes) things.set(slug, size)
  }
}

const app = await testApp(tap, wholeAnswers, blueprints, session, staff, [
  featureOf(THINGS),
  { prefix: '/staff/things' }
])
const client = await staffClient(app)
const IMPORT = '/staff/things/import'
const check = (content: string | Buffer, options = {}) =>
  checkCsv({ tasks: queue }, client, IMPORT, content, options)

test('a file', async (t) => {
  await t.test('is checked, and then applied, with an entry in the log', async (t) => {
    const checked = await check('slug,size,made\napples,7,today\npears,,\nplums,3,')
    t.match(checked, { status: 'checked', new: 1, changed: 1, unchanged: 1, problems: [] })
    t.equal(things.get('apples'), 1, 'nothing is changed by the check')
    t.match(await applyCsv({ tasks: queue }, client, IMPORT, checked.id), { status: 'done' })
    t.same(
      [...things],
      [
        ['apples', 7],
        ['pears', 2],
        ['plums', 3]
      ]
    )
    const entry = await app.db.auditEntry.findFirstOrThrow({ where: { action: 'things.import' } })
    t.equal(entry.changes, '{"file":[null,"file.csv"],"new":[0,1],"changed":[0,1]}')
    t.equal(entry.actorId, client.member.id)
    const stored = await app.db.staffImport.findUniqueOrThrow({ where: { id: checked.id } })
    t.equal(stored.content, null, 'the file itself is not kept')
  })

  await t.test('is applied once, however often the button is pressed', async (t) => {
    const { id } = await check('slug,size\napples,8')
    await applyCsv({ tasks: queue }, client, IMPORT, id)
    things.set('apples', 9)
    t.match((await client.post(`${IMPORT}/${id}`)).json(), { code: 'STAFF_ERR_IMPORT_OVER' })
    t.equal((await client.submit(`${IMPORT}/${id}`)).statusCode, 303)
    await queue.runDue()
    t.equal(things.get('apples'), 9)
  })

  await t.test('is refused where somebody changed something since the check', async (t) => {
    const { id } = await check('slug,size\nfigs,1\npears,5')
    things.set('pears', 4)
    const refused = await applyCsv({ tasks: queue }, client, IMPORT, id)
    t.match(refused, {
      status: 'refused',
      problem_count: 1,
      problems: [{ line: 3, problem: /after your file/ }]
    })
    t.equal(things.get('pears'), 4)
    t.equal(await app.db.auditEntry.count({ where: { action: 'things.import', subjectId: `${id}` } }), 0)
  })

  await t.test('that fails is tried again, and given up at the fifth time', async (t) => {
    const { id } = await check('slug,size\ndates,1')
    failing = 2
    await client.post(`${IMPORT}/${id}`)
    for (let times = 0; times < 3; times++) await queue.runDue()
    t.match(await readStanding(client, IMPORT, id), { status: 'done' })
    const { id: other } = await check('slug,size\ndates,2')
    failing = 9
    await client.post(`${IMPORT}/${other}`)
    for (let times = 0; times < 5; times++) await queue.runDue()
    t.match(await readStanding(client, IMPORT, other), { status: 'refused', problems: [{ line: 0 }] })
    failing = 0
  })
})

test('the problems of a file', async (t) => {
  const problemsOf = async (content: string | Buffer) => {
    const { status, problems } = await check(content)
    t.equal(status, 'refused')
    return problems.map(({ line, column }) => [line, column])
  }

  await t.test('are told by line and column', async (t) => {
    const file = 'size;slug\nmuch;a\n1;b\n2;b\n"two\nlines";c\n1;2;3'
    t.same(await problemsOf(file), [
      [2, 'size'],
      [4, ''],
      [5, 'size'],
      [7, '']
    ])
  })

  await t.test('are of its header', async (t) => {
    t.same(await problemsOf('sluk,size,size\na,1,2'), [
      [1, 'sluk'],
      [1, 'size'],
      [1, 'slug']
    ])
    t.same(await problemsOf('slug,size\n,\n'), [[0, '']])
  })

  await t.test('are of the whole', async (t) => {
    t.same(await problemsOf(`slug\n${Array.from({ length: 1_201 }, (_, n) => n).join('\n')}`), [[0, '']])
    t.same(await problemsOf('slug,size\n"a,1\nb,2'), [[2, '']])
    t.same(await problemsOf('slug,size\na,1\nhal'), [[3, '']])
    t.same(await problemsOf('\uFEFF \n'), [[0, '']])
  })

  await t.test('are shown, the first hundred, and a thousand of them in a file', async (t) => {
    const fileOf = (length: number) =>
      `slug,size\n${Array.from({ length }, (_, n) => `x${n},=${n}`).join('\n')}`
    const { id, problems, problem_count } = await check(fileOf(250))
    t.equal(problem_count, 250)
    t.equal(problems.length, 100)
    const { body } = await client.visit(`${IMPORT}/${id}`)
    t.match(body, 'There are 250 problems')
    t.match(body, 'And 150 more.')
    t.notMatch(body, 'undefined')
    const all = await client.get(`${IMPORT}/${id}/problems`)
    t.equal(all.body.split('\r\n').length, 252)
    t.match(all.headers['content-disposition'], 'attachment')
    const large = await check(fileOf(1_001))
    t.equal(large.problem_count, 1_001)
    t.equal((await client.get(`${IMPORT}/${large.id}/problems`)).body.split('\r\n').length, 1_002)
  })
})

test('what is no CSV file is refused at once', async (t) => {
  const cases = [
    ['a workbook', Buffer.from('PK\u0003\u0004…'), 'workbook'],
    ['UTF-16', Buffer.from('\uFEFFslug', 'utf16le'), 'UTF-16'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0, 1]), 'no text'],
    ['nothing', '', 'empty'],
    ['Windows’ encoding', Buffer.from('slug\nBr\xf6tchen', 'latin1'), 'not UTF-8']
  ] as const
  for (const [what, content, problem] of cases) {
    await t.test(what, async (t) => {
      const response = await sendCsv(client, IMPORT, content)
      t.equal(response.statusCode, 422)
      t.match(response.json().message, problem)
      t.match((await sendCsv(client, IMPORT, content, { accept: 'text/html' })).body, problem)
    })
  }
  const large = await sendCsv(client, IMPORT, Buffer.alloc(10 * 1024 * 1024 + 1, 'a'))
  t.match(large.json(), { statusCode: 413, code: 'STAFF_ERR_UPLOAD' })
  t.match((await sendCsv(client, IMPORT, '', { fileName: '' })).json().message, 'Choose a file')
  t.match(
    await check(Buffer.from('slug;size\r\nBr\xf6tchen;1\r\n', 'latin1'), { encoding: 'windows-1252' }),
    {
      status: 'checked'
    }
  )
})

test('the pages', async (t) => {
  await t.test('tell how far it is, load themselves again, and have the button', async (t) => {
    const sent = await sendCsv(client, IMPORT, 'slug,size,made\nquinces,1,', {
      accept: 'text/html',
      fileName: '<b>.csv'
    })
    t.equal(sent.statusCode, 303)
    const page = String(sent.headers.location)
    const waiting = await client.visit(page)
    t.equal(waiting.headers.refresh, '2')
    t.match(waiting.body, /role="status">It begins soon/)
    await queue.runDue()
    const checked = await client.visit(page)
    t.equal(checked.headers.refresh, undefined)
    t.match(checked.body, '1 new, 0 changed, 0 unchanged')
    t.match(checked.body, 'left alone where the file has them: <code>made')
    t.match(checked.body, '&lt;b&gt;.csv')
    await client.submit(page)
    await app.db.staffImport.updateMany({ where: { status: 'running' }, data: { done: 500, total: 1_200 } })
    t.match((await client.visit(page)).body, '500 of 1,200 lines are imported')
    await queue.runDue()
    t.match((await client.visit(page)).body, 'All is written')
    const list = await client.visit(IMPORT)
    t.match(list.body, `href="${page}"`)
    t.notMatch(list.body, 'undefined')
  })

  await t.test('are deleted after three days', async (t) => {
    const { id } = await check('slug\napples')
    const createdAt = new Date(Date.now() - 73 * 60 * 60_000)
    await app.db.staffImport.update({ where: { id }, data: { createdAt } })
    await queue.runHourly()
    t.match((await client.get(`${IMPORT}/${id}`)).json(), { code: 'STAFF_ERR_NO_IMPORT' })
  })
})

test('the pages, and what is wrong with a file, are in the language of who sends it', async (t) => {
  const tasks = new Queue()
  const chinese = [blueprints, { languages: { urls: { '': 'zh-Hans' } } }] as const
  const columns = [{ name: 'slug', about: '编号' }] as const
  const feature = featureOf({ ...THINGS, label: '物品', tasks: tasks.tasks, columns })
  const app = await testApp(t, wholeAnswers, chinese, session, staff, [feature, { prefix: '/staff/things' }])
  const client = await staffClient(app, { name: '李四' })
  const { id, problems } = await checkCsv({ tasks }, client, IMPORT, 'sluk\n1', { fileName: '1.csv' })
  t.match(problems, [{ problem: '没有这一列，请更正列名或将其删除。' }])
  for (const url of [`${IMPORT}/${id}`, IMPORT]) {
    const { body } = await client.visit(url)
    t.match(body, '<html lang="zh-Hans">')
    t.notMatch(body.replace(/<[^>]*>/g, ' '), /[a-z]{2,} +[a-z]{2,}/)
  }
})
