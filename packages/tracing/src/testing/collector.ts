import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Static, Type } from 'typebox'
import { Parse } from 'typebox/value'

/** A span as the collector got it. */
export interface ReceivedSpan extends Static<typeof Span> {
  values: Record<string, unknown>
  /** Those of the process. */
  resource: Record<string, unknown>
}

/** A real receiver of OTLP over HTTP on loopback, which also misbehaves. */
export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string
  /** What it does with what it gets. @default 'takes' */
  mood: 'takes' | 'hangs' | 'fails'
  spans: ReceivedSpan[]
  /** All that was sent to it, as it came. */
  bodies: string[]
  /** The first span of this name. */
  find(name: string): ReceivedSpan | undefined
  close(): Promise<void>
}

export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => void answer(collector, request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const collector: Collector = {
    url: `http://127.0.0.1:${port}`,
    mood: 'takes',
    spans: [],
    bodies: [],
    find: (name) => collector.spans.find((span) => span.name === name),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
  return collector
}

async function answer(
  collector: Collector,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = await text(request)
  collector.bodies.push(body)
  if (collector.mood === 'hangs') return
  if (collector.mood === 'fails') return void response.writeHead(500).end()
  collector.spans.push(...readSpans(body))
  response
    .writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
    .end('{}')
}

function readSpans(body: string): ReceivedSpan[] {
  const sent = Parse(Body, JSON.parse(body))
  return sent.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        values: valuesOf(span.attributes),
        resource: valuesOf(resource.attributes)
      }))
    )
  )
}

function valuesOf(attributes: Static<typeof Attribute>[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

const Attribute = Type.Object({ key: Type.String(), value: Type.Record(Type.String(), Type.Unknown()) })

/** What of opentelemetry-proto's TracesData in JSON the tests look at. */
const Span = Type.Object({
  name: Type.String(),
  kind: Type.Integer(),
  traceId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  spanId: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  parentSpanId: Type.Optional(Type.String()),
  attributes: Type.Optional(Type.Array(Attribute)),
  links: Type.Optional(Type.Array(Type.Object({ traceId: Type.String(), spanId: Type.String() }))),
  status: Type.Object({ code: Type.Integer() })
})

const Body = Type.Object({
  resourceSpans: Type.Array(
    Type.Object({
      resource: Type.Object({ attributes: Type.Array(Attribute) }),
      scopeSpans: Type.Array(Type.Object({ spans: Type.Array(Span) }))
    })
  )
})
