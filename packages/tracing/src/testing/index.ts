export { type Collector, type ReceivedSpan, startCollector } from './collector.js'
