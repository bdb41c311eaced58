/** Something that was done to a file, or has to be. */
export interface Step {
  done: 'added' | 'updated' | 'removed' | 'kept'
  /** Relative to the app's folder. */
  file: string
  /** What is left to do by hand. */
  advice?: string
}
