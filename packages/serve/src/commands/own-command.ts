import type { Command } from 'commander'

/** A command that serves: with an app of its own, or with one that its argument names. */
export interface OwnCommand {
  /** What it is called on the command line. */
  name: string
  version: string
  /** What it is, for its help. */
  description: string
  /** What it serves, in words: `the shop`. */
  serves: string
  /** The file of its program, which `--daemon` and an upgrade start again. */
  bin: string
  /** The URL of the module that exports the app by default: see defineApp. @default the first argument, `FILE[:NAME]` */
  app?: string
  /** What its processes are called. @default its name */
  title?: string
  /** Adds verbs of its own. */
  commands?(program: Command): void
  /** What to do instead of an option of gunicorn's, by its long name. @default what does for every app */
  hints?: { [option: string]: string }
}
