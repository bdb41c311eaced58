import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { holdProcessor } from './hold-processor.js'
import { onTeardown, type Teardown } from './teardown.js'

export interface RunningCommand {
  child: ChildProcess
  /** All that it has written so far. */
  output(): string
  /** Its exit code, when it and all that it has started are gone. */
  exit: Promise<number | null>
  /** Where it listens; resolves when it says so. */
  listening: Promise<string>
  /** Resolves when `text` has been written `times` times from now on. */
  says(text: string, times?: number): Promise<void>
}

export interface CommandOptions {
  /** @default nothing but PATH and HOME */
  env?: Record<string, string> | undefined
  /** @default this process's own */
  cwd?: string | undefined
  /** A command that runs another one, with its own arguments. @default what holds the processor, see holdProcessor */
  by?: string[] | undefined
  /** Descriptors that it inherits, from 3 on. */
  descriptors?: number[] | undefined
  /** Looks at all that it has written, at the test's end. */
  inspect?(output: string): void
}

/** Runs a command as ops do; it is killed at the test's end if it still runs. */
export function runCommand(
  t: Teardown,
  bin: string,
  args: string[],
  { env = {}, cwd, by = holdProcessor(), descriptors = [], inspect = () => {} }: CommandOptions = {}
): RunningCommand {
  const { NODE_OPTIONS = '', ...rest } = env
  // By way of env(1), since tap gives options of its own to each Node that a test starts: hooks that would be in every
  // process of the command.
  const child = spawn('env', [`NODE_OPTIONS=${NODE_OPTIONS}`, ...by, process.execPath, bin, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...rest },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors]
  })
  let output = ''
  const read = (chunk: Buffer) => {
    output += chunk
    child.emit('output')
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  child.setMaxListeners(0)
  const exit = once(child, 'close').then(([code]) => code as number | null)
  onTeardown(t, async () => {
    child.kill('SIGKILL')
    await exit
    inspect(output)
  })

  async function says(text: string, times = 1): Promise<void> {
    const ended = new AbortController()
    child.once('close', () => ended.abort(new Error(`It ended and did not say "${text}": ${output}`)))
    for (const from = output.length; output.slice(from).split(text).length <= times; ) {
      await once(child, 'output', { signal: ended.signal }).catch(() => ended.signal.throwIfAborted())
    }
  }

  const listening = says('Larder listens on').then(
    () => /Larder listens on ([^\s"]+)/.exec(output)?.[1] ?? ''
  )
  listening.catch(() => {})
  return { child, output: () => output, exit, listening, says }
}
