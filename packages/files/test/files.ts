import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { inTransaction } from '@larder/database'
// By its name, since what it adds to Fastify's types can be declared once only.
import files, { openFiles, openStore, releaseFile, type StoreSettings, useFile } from '@larder/files'
import { startS3Double } from '@larder/files/testing'
import tasks from '@larder/tasks'
import { type TestApp, testApp } from '@larder/testing'
import { type Test, test } from 'tap'

const LONG_AGO = new Date(Date.now() - 25 * 60 * 60 * 1_000)
const TOMORROW = () => new Date(Date.now() + 25 * 60 * 60 * 1_000)

test('files in the database', async (t) => {
  const app = await filesApp(t, { kind: 'database' })
  await behave(t, app)

  t.test('a file as large as one may be', async (t) => {
    const file = newFile(randomBytes(12 * 1024 * 1024))
    await app.files.put(file)
    t.ok((await app.files.get(file.name))?.bytes.equals(file.bytes))
    await t.rejects(app.files.put(newFile(Buffer.alloc(12 * 1024 * 1024 + 1))), {
      code: 'FILES_ERR_TOO_LARGE',
      statusCode: 413
    })
  })

  t.test('names that are none', async (t) => {
    for (const name of ['', '.hidden', '../up', 'a/b', 'A', 'ä', 'a'.repeat(121)])
      await t.rejects(app.files.put({ ...newFile(), name }), { code: 'FILES_ERR_NAME' }, `'${name}'`)
  })

  t.test('what is made from a file goes with it, and needs it', async (t) => {
    const original = newFile()
    const small = { ...newFile(), madeFrom: original.name }
    await t.rejects(app.files.put(small), { code: 'FILES_ERR_NO_ORIGINAL' })
    await app.files.put(original)
    await app.files.put(small)
    t.same(await app.files.delete(original.name), { outcome: 'deleted' })
    t.equal(await app.files.get(small.name), undefined)
  })

  t.test('twenty of one name at once are one file', async (t) => {
    const file = newFile()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => app.files.put(file)))
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
  })
})

test('files in a folder', async (t) => {
  const folder = t.testdir()
  const app = await filesApp(t, { kind: 'folder', folder })
  await behave(t, app)

  t.test('are the same for another instance on this folder', async (t) => {
    const other = openFiles(app.db, await openStore({ kind: 'folder', folder }))
    const file = newFile()
    const outcomes = await Promise.all([app.files.put(file), other.put(file), app.files.put(file)])
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
    const contents = filesBelow(folder).filter((content) => content.includes(file.name))
    t.equal(contents.length, 1, 'which is there once')
    t.ok((await other.get(file.name))?.bytes.equals(file.bytes))
  })

  t.test('stay beside those in the database', async (t) => {
    const file = newFile()
    await openFiles(app.db, undefined).put(file)
    t.ok((await app.files.get(file.name))?.bytes.equals(file.bytes))
  })

  t.test('leave nothing in it when their row was never written', async (t) => {
    const kept = newFile()
    // The row has room for 64 characters.
    const lost = { ...newFile(), type: 'x'.repeat(65) }
    await app.files.put(kept)
    await t.rejects(app.files.put(lost))
    const isThere = ({ name }: { name: string }) => filesBelow(folder).some((path) => path.includes(name))
    t.ok(isThere(lost))
    await app.tasks.runDue(new Date(Date.now() + 2 * 60 * 60_000))
    t.notOk(isThere(lost))
    t.ok(isThere(kept))
  })

  t.test('leave nothing in it when they are deleted', async (t) => {
    await app.db.fileUse.deleteMany()
    await app.db.file.updateMany({ data: { usedAt: LONG_AGO } })
    await app.tasks.runDue(TOMORROW())
    await app.tasks.runDue()
    t.same(filesBelow(folder), [])
  })
})

test('files in S3', async (t) => {
  const double = await startS3Double('shop')
  t.teardown(() => double.close())
  setEnvironment(t, {
    AWS_ENDPOINT_URL_S3: double.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: undefined
  })
  const app = await filesApp(t, { kind: 's3', bucket: 'shop', prefix: 'pictures/' })
  await behave(t, app)

  t.test('lie below the prefix, with their type', async (t) => {
    const file = newFile()
    await app.files.put(file)
    const keys = [...double.objects.keys()].filter((key) => key.startsWith(`pictures/${file.name}.`))
    t.equal(keys.length, 1)
    t.match(double.objects.get(keys[0] ?? ''), { bytes: file.bytes, type: 'image/webp' })
  })

  t.test('a busy S3 is asked again', async (t) => {
    double.failNext(1)
    const file = newFile()
    await app.files.put(file)
    t.ok(await app.files.get(file.name))
  })

  t.test('content that somebody removed there is told of', async (t) => {
    const file = newFile()
    await app.files.put(file)
    double.objects.clear()
    await t.rejects(app.files.get(file.name), { code: 'FILES_ERR_CONTENT_MISSING' })
  })

  t.test('a shop that keeps new files in the database says what is missing', async (t) => {
    const file = newFile()
    await app.files.put(file)
    await t.rejects(openFiles(app.db, undefined).get(file.name), { code: 'FILES_ERR_OTHER_STORE' })
  })
})

/** What holds for every store. */
async function behave(t: Test, app: TestApp): Promise<void> {
  const { db } = app
  const use = (name: string, owner: string) => inTransaction(db, (tx) => useFile(tx, name, owner))
  const release = (name: string, owner: string) => inTransaction(db, (tx) => releaseFile(tx, name, owner))

  await t.test('a file that was put is found, and put once', async (t) => {
    const file = newFile()
    t.same(await app.files.put(file), { outcome: 'stored' })
    t.same(await app.files.put({ ...file, bytes: Buffer.from('other') }), { outcome: 'known' })
    t.same(await app.files.get(file.name), {
      name: file.name,
      type: 'image/webp',
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      bytes: file.bytes
    })
    t.equal(await app.files.get('no-such-file'), undefined)
  })

  await t.test('a file that is used is not deleted', async (t) => {
    const { name } = await put(app)
    t.same(await use(name, 'good:1'), { outcome: 'used' })
    t.same(await use(name, 'good:1'), { outcome: 'used' }, 'twice')
    t.same(await use(name, 'good:2'), { outcome: 'used' })
    await release(name, 'good:1')
    t.same(await app.files.delete(name), { outcome: 'in-use' })
    await release(name, 'good:2')
    t.same(await app.files.delete(name), { outcome: 'deleted' })
    t.same(await app.files.delete(name), { outcome: 'unknown' })
    t.same(await use(name, 'good:1'), { outcome: 'unknown' })
  })

  await t.test('the task deletes what nobody has needed for a day', async (t) => {
    const [old, used, released, young] = [await put(app), await put(app), await put(app), await put(app)]
    await use(used.name, 'good:1')
    await use(released.name, 'good:1')
    await db.file.updateMany({
      where: { name: { in: [old.name, used.name, released.name] } },
      data: { usedAt: LONG_AGO }
    })
    await release(released.name, 'good:1')
    await app.tasks.runDue(TOMORROW())
    const left = await Promise.all(
      [old, used, released, young].map(async ({ name }) => Boolean(await app.files.get(name)))
    )
    t.same(left, [false, true, true, true])
  })

  await t.test('a file in use is never deleted, whoever comes first', async (t) => {
    const found = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { name } = await put(app)
        const [used, deleted] = await Promise.all([use(name, 'good:1'), app.files.delete(name)])
        return { used: used.outcome, deleted: deleted.outcome, there: Boolean(await app.files.get(name)) }
      })
    )
    for (const { used, deleted, there } of found) {
      t.equal(there, used === 'used')
      t.equal(deleted, used === 'used' ? 'in-use' : 'deleted')
    }
  })

  await t.test('a file that is put while it is deleted is there', async (t) => {
    const file = await put(app)
    for (let round = 0; round < 6; round++) {
      await Promise.all([app.files.delete(file.name), app.files.put(file)])
      await app.files.put(file)
      await app.tasks.runDue()
      t.ok(await app.files.get(file.name))
    }
  })
}

async function filesApp(t: Test, store: StoreSettings): Promise<TestApp> {
  return testApp(t, [tasks, { run: false }], [files, { store }])
}

function newFile(bytes = randomBytes(1_000)) {
  return { name: `${createHash('sha256').update(bytes).digest('hex')}.webp`, type: 'image/webp', bytes }
}

async function put(app: TestApp) {
  const file = newFile()
  await app.files.put(file)
  return file
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
}

function setEnvironment(t: Test, wanted: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(wanted)) {
    const before = process.env[name]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
    t.teardown(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}
