import { setTimeout as delay } from 'node:timers/promises'
import { context, trace } from '@opentelemetry/api'
import { setGlobalErrorHandler } from '@opentelemetry/core'
import type { FastifyInstance } from 'fastify'
import { contextManager } from './contexts.js'
import { makeProvider, type Service } from './make-provider.js'
import { type RequestOptions, traceRequests } from './trace-requests.js'
import { traceWork } from './trace-work.js'

export type { RequestOptions, Service }

export interface Tracing {
  /**
   * Traces the requests of an app that has no hook yet but those that find the visitor's address. What is left to send is
   * sent when the app closes, within a second and a half.
   */
  addTo(app: FastifyInstance, options?: RequestOptions): void
  /** `trace_id` and `span_id` of what goes on now, for the lines of a log; nothing where nothing is traced. */
  logFields(): Record<string, string>
}

/**
 * Traces this process, once: what the packages tell of statements, mails, tasks and payments, and the requests of one app.
 * `OTEL_EXPORTER_OTLP_ENDPOINT` says where to; the other variables of OpenTelemetry count too.
 *
 * @throws TRACING_ERR_ENDPOINT, TRACING_ERR_PROTOCOL
 */
export function openTracing(service: Service): Tracing {
  const provider = makeProvider(service)
  // So that code of the shop may add spans of its own, by @opentelemetry/api.
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(contextManager)
  const tracer = provider.getTracer('@larder/tracing', service.version)
  const stopWork = traceWork(tracer)
  return {
    addTo(app, options = {}) {
      traceRequests(app, tracer, options)
      setGlobalErrorHandler(warnNowAndThen(app))
      app.addHook('onClose', async () => {
        stopWork()
        // A collector that is away costs no more than this.
        await Promise.race([provider.shutdown().catch(() => {}), delay(PATIENCE, undefined, { ref: false })])
        trace.disable()
        context.disable()
      })
    },
    logFields() {
      const { traceId, spanId } = trace.getSpanContext(context.active()) ?? {}
      const ids: Record<string, string> = traceId && spanId ? { trace_id: traceId, span_id: spanId } : {}
      return ids
    }
  }
}

/** Milliseconds that the last traces may take on their way. */
const PATIENCE = 1_500

/** A collector may be away for hours: the log is told of it once in ten minutes. */
function warnNowAndThen({ log }: FastifyInstance): (error: unknown) => void {
  let quietUntil = 0
  return (error) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + QUIET
    // The message may quote what the collector answered.
    const { name, code } = Object.assign({ name: 'Error', code: undefined }, error)
    log.warn(
      { reason: code ?? name },
      'The collector does not take traces. They are dropped, and requests go on.'
    )
  }
}

const QUIET = 600_000
