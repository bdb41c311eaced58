import type { IncomingHttpHeaders } from 'node:http'
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contexts } from './contexts.js'
import { errorType } from './error-type.js'

export interface RequestOptions {
  /** Whether a client of this address is a proxy whose `traceparent` is believed. @default none is */
  isProxy?: (address: string | undefined) => boolean
  /** Whether a request is a probe, which is not traced. @default none is */
  isProbe?: ((request: FastifyRequest) => boolean) | undefined
}

/**
 * A span for each request, named by its route. It has no URL: paths and queries of links in mails are secrets, and so
 * may names in others be.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer, options: RequestOptions): void {
  const { isProxy = () => false, isProbe = () => false } = options
  const traced = new WeakMap<FastifyRequest, { span: Span; context: Context }>()

  app.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request)) return done()
    const { headers, socket } = request.raw
    const parent = isProxy(socket.remoteAddress) ? findParent(headers) : ROOT_CONTEXT
    const span = startSpan(tracer, request, parent)
    const context = trace.setSpan(parent, span)
    traced.set(request, { span, context })
    // Fastify runs no onResponse where the client breaks off.
    reply.raw.once('close', () => {
      if (span.isRecording()) span.setAttribute('error.type', 'client_closed_request').end()
    })
    contexts.run(context, done)
  })

  // Reading the body is an event of the socket, and so of no request.
  app.addHook('preValidation', (request, _reply, done) => {
    const known = traced.get(request)
    if (known) contexts.run(known.context, done)
    else done()
  })

  app.addHook('onError', (request, _reply, error, done) => {
    traced.get(request)?.span.setAttribute('error.type', errorType(error))
    done()
  })

  app.addHook('onResponse', (request, reply, done) => {
    const span = traced.get(request)?.span
    span?.setAttribute('http.response.status_code', reply.statusCode)
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
    done()
  })
}

function startSpan(
  tracer: Tracer,
  { method, routeOptions, protocol, id }: FastifyRequest,
  parent: Context
): Span {
  const { url: route } = routeOptions
  return tracer.startSpan(
    route ? `${method} ${route}` : method,
    {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': method,
        'url.scheme': protocol,
        'http.route': route,
        // What the access log and the page of a fault show.
        'larder.request.id': id
      }
    },
    parent
  )
}

/** What a proxy says that the request is a part of (W3C Trace Context). */
function findParent(headers: IncomingHttpHeaders): Context {
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
}

const propagator = new W3CTraceContextPropagator()
