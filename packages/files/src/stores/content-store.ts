/** Keeps content outside of the database. No key is written twice. */
export interface ContentStore {
  /** What it is called in messages: `the folder /srv/files`. */
  readonly name: string
  /** All of the content, or none of it. */
  write(key: string, bytes: Buffer, type: string): Promise<void>
  /** Undefined where there is none. */
  read(key: string): Promise<Buffer | undefined>
  /** Content that is not there is no error. */
  remove(key: string): Promise<void>
  close(): void
}
