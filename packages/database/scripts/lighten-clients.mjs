// Has what Prisma generated take less memory, and a process less time to open a client. It changes the files in place, and
// fails where Prisma writes others than it knows.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What is added to the number of each name: far enough above 1,024 that no table is better kept as an array. */
const SPREAD = 4_096

const source = path.resolve(import.meta.dirname, '../src')
for (const generated of ['generated', 'mysql/generated']) {
  const file = path.join(source, generated, 'internal/class.ts')
  writeFileSync(file, readCompilerAsFile(spreadNumbers(readFileSync(file, 'utf8'))))
}

/**
 * Each place of a query, of which there are thousands, is an object to the client, whose keys are the numbers of its fields'
 * names. V8 keeps such an object as an array of the length of its largest key, of some 1,300 here: 15 MB. An object whose
 * first key is above 1,024 it keeps as a hash table (`ShouldConvertToSlowElements` in V8's js-objects-inl.h): 1 MB. So the
 * names get larger numbers.
 */
function spreadNumbers(text) {
  return replaceOnce(
    text,
    /strings: JSON\.parse\((".*")\),(\s+)graph: "([\w-]+)"/,
    (_all, names, space, graph) =>
      `strings: [...Array(${SPREAD}).fill(''), ...JSON.parse(${names})],${space}graph: "${renumber(graph)}"`
  )
}

/**
 * The graph as `ParamGraph` reads it (prisma/prisma, packages/param-graph): numbers in seven bits a byte, the least first,
 * of which one that may be missing is one larger than what it means, and 0 where it is.
 */
function renumber(graph) {
  const bytes = Buffer.from(graph, 'base64url')
  const written = []
  let at = 0
  const copyByte = () => written.push(bytes[at++])
  const copy = () => write(read())
  const copyName = () => write(read() + SPREAD)
  const copyOptionalName = () => write(spread(read()))
  const spread = (number) => (number === 0 ? 0 : number + SPREAD)
  const repeat = (times, ...steps) => {
    for (let time = 0; time < times; time += 1) for (const step of steps) step()
  }
  const [inputs, outputs, roots] = [copy(), copy(), copy()]
  // A field: its name, two bytes of the scalars it takes, the node below it, the name of its enum, a byte of flags.
  repeat(inputs, () => repeat(copy(), copyName, copyByte, copyByte, copy, copyOptionalName, copyByte))
  // What it answers with, and what can be asked for: a name, and the nodes of its arguments and of what it returns.
  repeat(outputs, () => repeat(copy(), copyName, copy, copy))
  repeat(roots, copyName, copy, copy)
  if (at !== bytes.length)
    throw new Error('Prisma writes its graph in another way than lighten-clients.mjs reads it')
  return Buffer.from(written).toString('base64url')

  function read() {
    let number = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      number |= (byte & 127) << shift
      if (!(byte & 128)) return number
    }
  }

  function write(number) {
    let rest = number
    for (; rest > 127; rest >>>= 7) written.push((rest & 127) | 128)
    written.push(rest)
    return number
  }
}

/** The compiler of queries is a module of text, which would stay in memory twice. Its file is read instead. */
function readCompilerAsFile(text) {
  return replaceOnce(
    text,
    /const \{ wasm \} = await import\((".*\.wasm-base64\.mjs")\)\s+return .*/,
    (_all, specifier) => `const { createRequire } = await import('node:module')
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(createRequire(import.meta.url).resolve(${specifier}), 'latin1')
    return await decodeBase64AsWasm(text.slice(text.indexOf('"') + 1, text.lastIndexOf('"')))`
  )
}

function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text))
    throw new Error(`Prisma writes nothing like ${pattern} any more: see lighten-clients.mjs`)
  return text.replace(pattern, replacement)
}
