export { MemoryProvider, type Mischief } from './memory-provider.js'
