/**
 * A message between processes. It travels as JSON, where a URL or a Date would arrive as text and still be typed as what it
 * was: no message may have such a part, and one that has is of type never.
 */
export type Message<Content> = Content extends AsJson<Content> ? Content : never

type AsJson<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends (...args: never[]) => unknown
    ? never
    : Value extends object
      ? { [Key in keyof Value]: AsJson<Value[Key]> }
      : never
