import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { CookieJar } from 'tough-cookie'

type Fields = Record<string, string | number>

export interface TestClient {
  /** Any request, as it is; cookies are kept from one to the next. */
  request(options: InjectOptions): Promise<LightMyRequestResponse>
  /** As a program does: accepts anything, JSON first. */
  get(url: string): Promise<LightMyRequestResponse>
  /** As a program does: sends JSON, and accepts it first. */
  post(url: string, body?: object): Promise<LightMyRequestResponse>
  /** As a browser does: accepts HTML. */
  visit(url: string): Promise<LightMyRequestResponse>
  /** Puts a cookie into the jar, as `Set-Cookie` names it. */
  keepCookie(cookie: string): Promise<void>
  /** As a browser posts a form. */
  submit(url: string, fields?: Fields): Promise<LightMyRequestResponse>
}

/** Notes the error behind an answer of 500 and above, so that the client which asked can throw it. */
export function recordErrors(app: FastifyInstance): void {
  app.addHook('onError', async (_request, _reply, error) => {
    const request = requests.getStore()
    if (request) request.error = error
  })
}

export function createClient(
  app: FastifyInstance,
  note: (options: InjectOptions, response: LightMyRequestResponse) => void
): TestClient {
  const jar = new CookieJar()

  async function request(options: InjectOptions): Promise<LightMyRequestResponse> {
    const url = new URL(String(options.url ?? '/'), ORIGIN).href
    const cookie = await jar.getCookieString(url)
    const asked: { error?: Error } = {}
    const response = await requests.run(asked, async () =>
      app.inject({ ...options, headers: { host: HOST, ...(cookie && { cookie }), ...options.headers } })
    )
    note(options, response)
    for (const header of [response.headers['set-cookie'] ?? []].flat()) await jar.setCookie(header, url)
    if (response.statusCode >= 500 && asked.error) throw asked.error
    return response
  }

  return {
    request,
    keepCookie: async (cookie) => void (await jar.setCookie(cookie, ORIGIN)),
    get: (url) => request({ url, headers: { accept: JSON_FIRST } }),
    post: (url, body = {}) =>
      request({ method: 'POST', url, headers: { accept: JSON_FIRST }, payload: body }),
    visit: (url) => request({ url, headers: { accept: HTML } }),
    submit: (url, fields = {}) =>
      request({
        method: 'POST',
        url,
        headers: { accept: HTML, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(
          Object.entries(fields).map(([name, value]): [string, string] => [name, `${value}`])
        ).toString()
      })
  }
}

const HOST = 'localhost'
const ORIGIN = `http://${HOST}`
const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8'
const JSON_FIRST = 'application/json, */*;q=0.8'
const requests = new AsyncLocalStorage<{ error?: Error }>()
