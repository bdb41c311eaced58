import type { TestClient } from '@larder/testing'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** How an import stands, as a program is told. */
const Standing = Type.Object({
  id: Type.Integer(),
  status: Type.String(),
  new: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  problem_count: Type.Integer(),
  problems: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), problem: Type.String() }))
})
export type Standing = Static<typeof Standing>

/** An app with @larder/tasks, which does no task by itself. */
interface TestTasks {
  tasks: { runDue(): Promise<unknown> }
}

interface SentCsv {
  /** @default 'utf-8' */
  encoding?: string
  /** @default 'file.csv' */
  fileName?: string
  /** What the client accepts. @default 'application/json' */
  accept?: string
}

/** Sends a file as a browser's form does. @param url of the import: `/staff/goods/import` */
export function sendCsv(
  client: TestClient,
  url: string,
  content: string | Buffer,
  { encoding = 'utf-8', fileName = 'file.csv', accept = 'application/json' }: SentCsv = {}
): ReturnType<TestClient['request']> {
  const parts = [
    `--edge\r\ncontent-disposition: form-data; name="encoding"\r\n\r\n${encoding}\r\n`,
    `--edge\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n`,
    content,
    '\r\n--edge--\r\n'
  ]
  return client.request({
    method: 'POST',
    url: `${url}/files`,
    headers: { accept, origin: 'http://localhost', 'content-type': 'multipart/form-data; boundary=edge' },
    payload: Buffer.concat(parts.map((part) => Buffer.from(part)))
  })
}

/** Sends a file, and has it checked. */
export async function checkCsv(
  app: TestTasks,
  client: TestClient,
  url: string,
  content: string | Buffer,
  options: SentCsv = {}
): Promise<Standing> {
  const response = await sendCsv(client, url, content, options)
  if (response.statusCode !== 202) throw new Error(`The file was refused: ${response.body}`)
  await app.tasks.runDue()
  return readStanding(client, url, STANDING.Parse(response.json()).id)
}

/** Has a checked file applied. */
export async function applyCsv(
  app: TestTasks,
  client: TestClient,
  url: string,
  id: number
): Promise<Standing> {
  await client.post(`${url}/${id}`)
  await app.tasks.runDue()
  return readStanding(client, url, id)
}

export async function readStanding(client: TestClient, url: string, id: number): Promise<Standing> {
  return STANDING.Parse((await client.get(`${url}/${id}`)).json())
}

const STANDING = Compile(Standing)
