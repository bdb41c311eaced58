/** What is to be undone at the end, however it comes: the last thing first. */
export class Undo {
  interrupted = false
  readonly #works: (() => unknown)[] = []
  #done?: Promise<void>

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.interrupted = true
        this.all().then(() => process.exit(130))
      })
    }
  }

  later(work: () => unknown): void {
    this.#works.push(work)
  }

  all(): Promise<void> {
    this.#done ??= this.#undo()
    return this.#done
  }

  async #undo(): Promise<void> {
    for (let work = this.#works.pop(); work; work = this.#works.pop()) {
      try {
        await work()
      } catch (error) {
        console.error(error)
      }
    }
  }
}
