export type Say = (doing: string) => void

/** Works, and reports every two seconds what is being done. */
export async function withProgress<Result>(
  tell: (line: string) => void,
  work: (say: Say) => Promise<Result>
): Promise<Result> {
  let doing: string | undefined
  const timer = setInterval(() => doing && tell(doing), INTERVAL)
  try {
    return await work((now) => {
      doing = now
    })
  } finally {
    clearInterval(timer)
  }
}

const INTERVAL = 2_000

export function formatRows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
}
