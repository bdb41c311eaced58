/** One setting: how it is called, what it means, and how its text is read. */
export interface Setting<Value> {
  /** As commander writes options; the long name is also the key in a configuration file. Without them the setting is read
   *  from its variable alone: arguments are for everybody to see. */
  flags?: string
  env: string
  about: string
  /** As it would be written; undefined where the setting may be missing. */
  default?: string
  /** Whether its text is shown to nobody. */
  secret?: boolean
  /** @throws with what to write instead */
  parse(text: string): Value
}

export interface SettingRows {
  readonly [name: string]: Setting<unknown>
}

/** What the rows say, parsed. A setting without a default may be missing. */
export type ConfigOf<Rows extends SettingRows> = {
  [Name in keyof Rows as HasDefault<Rows[Name], Name>]: Parsed<Rows[Name]>
} & {
  [Name in keyof Rows as HasDefault<Rows[Name], never, Name>]?: Parsed<Rows[Name]>
}

type HasDefault<Row, Yes, No = never> = Row extends { default: string } ? Yes : No
type Parsed<Row> = Row extends Setting<infer Value> ? Value : never
