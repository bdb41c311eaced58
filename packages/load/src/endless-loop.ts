// Preloaded into the processes of a server: a worker that gets SIGPROF never comes back to its event loop.
import { writeSync } from 'node:fs'

process.on('SIGPROF', () => {
  writeSync(2, 'stuck now\n')
  for (;;);
})
