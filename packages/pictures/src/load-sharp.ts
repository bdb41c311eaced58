import type sharp from 'sharp'

/**
 * Does some work with sharp, when the work before it is done: a worker makes one picture at a time,
 * by one thread. Sharp is loaded by the first: a worker that never makes a picture has not its 20 MB.
 */
export function withSharp<Result>(work: (load: typeof sharp) => Promise<Result>): Promise<Result> {
  const done = last.then(async () => {
    loaded ??= loadSharp()
    return work(await loaded)
  })
  last = done.catch(() => {})
  return done
}

let last: Promise<unknown> = Promise.resolve()
let loaded: Promise<typeof sharp> | undefined

/** For the whole process it reads nothing but these four kinds, from memory: no SVG, no PDF, no file. */
async function loadSharp(): Promise<typeof sharp> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
}

const LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadHeifBuffer'
]
