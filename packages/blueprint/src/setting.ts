/**
 * An option that is a value, or a function that gives it: where the owner of a shop sets it while
 * the app runs.
 */
export type Setting<Value> = Value | (() => Value)

/** Makes a function of both, to be called where the value is used. */
export function settingOf<Value extends string | object>(option: Setting<Value>): () => Value {
  return isFunction(option) ? option : () => option
}

function isFunction<Value>(option: Setting<Value>): option is () => Value {
  return typeof option === 'function'
}
