import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTeardown, type Teardown } from './teardown.js'

/**
 * A folder with a short path, since a socket's may have 107 bytes. At the test's end it is removed,
 * and masters whose pid files are in it are killed: of gateways in the background, and of nginx. So
 * they are where the test fails, or its process is killed.
 */
export async function shortFolder(t: Teardown): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'larder-'))
  // Reads from a pipe, which ends with this process. Ctrl-C in a terminal does not reach its session.
  const remover = spawn('sh', ['-c', REMOVE, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore']
  })
  const removed = once(remover, 'exit')
  remover.unref()
  onTeardown(t, async () => {
    remover.ref()
    remover.stdin.end()
    await removed
  })
  return folder
}

// A pid file may be a dead master's, and its number another process's by now: the titles of ours say
// master. nginx's workers outlive a master that is killed by KILL, and not one that is sent INT. A
// process that ends may still write to the folder.
const REMOVE = `
  read -r _
  for file in "$1"/*pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    ps -o args= -p "$pid" | grep -q master || continue
    kill -INT "$pid"
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 0.1; done
    kill -KILL "$pid"
  done
  rm -rf "$1" || { sleep 1; rm -rf "$1"; }`
