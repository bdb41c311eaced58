import { type Channel, channel, tracingChannel } from 'node:diagnostics_channel'
import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace
} from '@opentelemetry/api'
import { parseTraceParent, TRACE_PARENT_HEADER, W3CTraceContextPropagator } from '@opentelemetry/core'
import { contextManager, contexts } from './contexts.js'
import { errorType } from './error-type.js'
import { nameStatement } from './name-statement.js'

/**
 * Traces what the packages tell of on channels of node:diagnostics_channel.
 *
 * @returns what stops that
 */
export function traceWork(tracer: Tracer): () => void {
  const stops = [
    onChannel<{ system: string; text: string }>('larder.statement', tracer, ({ system, text }) => ({
      name: nameStatement(text),
      kind: SpanKind.CLIENT,
      // The look for work in the tables, twice a second, is a part of nothing.
      place: 'only-within',
      attributes: { 'db.system.name': system, 'db.query.text': text.slice(0, LONGEST_TEXT) }
    })),
    onChannel<Work & { kind: string }>('larder.task', tracer, ({ id, kind, attempts, traceparent }) => ({
      name: `task ${kind}`,
      kind: SpanKind.CONSUMER,
      place: 'anew',
      traceparent,
      attributes: { 'larder.task.kind': kind, 'larder.task.id': id, 'larder.attempt': attempts }
    })),
    onChannel<Work & { outcome?: string }>(
      'larder.mail',
      tracer,
      ({ id, attempts, traceparent }) => ({
        name: 'send mail',
        kind: SpanKind.CONSUMER,
        place: 'anew',
        traceparent,
        attributes: { 'larder.mail.id': id, 'larder.attempt': attempts }
      }),
      ({ outcome }) => ({ 'larder.mail.outcome': outcome })
    ),
    onChannel<{ method: string; step: string }>('larder.payment', tracer, ({ method, step }) => ({
      name: `payment ${step}`,
      kind: SpanKind.CLIENT,
      place: 'here',
      attributes: { 'larder.payment.method': method, 'larder.payment.step': step }
    })),
    tellTraceparent(channel('larder.task.written')),
    tellTraceparent(channel('larder.mail.written'))
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Of a statement. */
const LONGEST_TEXT = 2_000

/** A row that waited for its turn. */
interface Work {
  id: string | number
  attempts: number
  /** Of what wrote it. */
  traceparent?: string | null
}

interface Description {
  name: string
  kind: SpanKind
  attributes: Attributes
  /** A part of what goes on, if anything does; a part of that or nothing; or a trace of its own. */
  place: 'here' | 'only-within' | 'anew'
  /** The trace that it links to. */
  traceparent?: string | null
}

/** Traces the operations of a channel, and makes each the parent of what it does. */
function onChannel<Message extends object>(
  channelName: string,
  tracer: Tracer,
  describe: (message: Message) => Description,
  learn: (message: Message) => Attributes = () => ({})
): () => void {
  const told = tracingChannel<unknown, Message>(channelName)
  const spans = new WeakMap<object, Span>()
  told.start.bindStore(contexts, (message: Message) => {
    const { name, place, traceparent, ...options } = describe(message)
    const parent = place === 'anew' ? ROOT_CONTEXT : contextManager.active()
    if (place === 'only-within' && !trace.getSpan(parent)) return parent
    const span = tracer.startSpan(name, { ...options, links: linksTo(traceparent) }, parent)
    spans.set(message, span)
    return trace.setSpan(parent, span)
  })
  const events = {
    start() {},
    end() {},
    asyncStart() {},
    error(message: Message & { error: unknown }) {
      const span = spans.get(message)
      span?.setStatus({ code: SpanStatusCode.ERROR })
      span?.setAttribute('error.type', errorType(message.error))
    },
    asyncEnd(message: Message) {
      const span = spans.get(message)
      span?.setAttributes(learn(message))
      span?.end()
    }
  }
  told.subscribe(events)
  return () => {
    told.unsubscribe(events)
    told.start.unbindStore(contexts)
  }
}

function linksTo(traceparent: string | null | undefined): Link[] {
  const context = traceparent ? parseTraceParent(traceparent) : null
  return context ? [{ context }] : []
}

/** Puts the trace that goes on into the messages of a channel. */
function tellTraceparent(told: Channel): () => void {
  const tell = (message: unknown) => {
    if (typeof message !== 'object' || message === null) return
    propagator.inject(contextManager.active(), message, {
      set(carrier, header, value) {
        if (header === TRACE_PARENT_HEADER) Reflect.set(carrier, header, value)
      }
    })
  }
  told.subscribe(tell)
  return () => void told.unsubscribe(tell)
}

const propagator = new W3CTraceContextPropagator()
