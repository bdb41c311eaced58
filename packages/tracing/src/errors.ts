import { createError } from '@fastify/error'

export const TRACING_ERR_ENDPOINT = createError(
  'TRACING_ERR_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT is no URL of a collector. Write one like http://127.0.0.1:4318, or unset it: then nothing is traced.'
)
export const TRACING_ERR_PROTOCOL = createError(
  'TRACING_ERR_PROTOCOL',
  'OTEL_EXPORTER_OTLP_PROTOCOL is %s, and traces are sent by HTTP alone. Unset it, and name the port of the collector that takes OTLP over HTTP, 4318 as a rule.'
)
