import { randomUUID } from 'node:crypto'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes
} from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { TRACING_ERR_ENDPOINT, TRACING_ERR_PROTOCOL } from './errors.js'

export interface Service {
  /** `service.name`, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` has another. */
  name: string
  version: string
}

/**
 * Sends spans by OTLP over HTTP, as JSON, in batches. The queue has a bound: when the collector does not take them, spans
 * are dropped. The SDK reads `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…` and `OTEL_EXPORTER_OTLP_…` itself.
 */
export function makeProvider({ name, version }: Service): BasicTracerProvider {
  checkEnvironment(process.env)
  const own = { 'service.name': name, 'service.version': version }
  const instance = { 'service.instance.id': randomUUID(), 'process.pid': process.pid }
  const resource = defaultResource()
    .merge(resourceFromAttributes({ ...own, ...instance }))
    .merge(detectResources({ detectors: [envDetector] }))
  return new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())]
  })
}

/** The exporter would take its default in silence. */
function checkEnvironment(env: NodeJS.ProcessEnv): void {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = '', OTEL_EXPORTER_OTLP_PROTOCOL: protocol = '' } = env
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    throw new TRACING_ERR_ENDPOINT()
  if (protocol && !protocol.startsWith('http/')) throw new TRACING_ERR_PROTOCOL(protocol)
}
