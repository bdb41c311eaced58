import { availableParallelism } from 'node:os'

const { LARDER_TEST_CPU: share, LARDER_TEST_CGROUP: group } = process.env

/**
 * What stands before a command so that it and all that it starts share a part of one processor: see `npm run test:faults --
 * --cpu 0.5`. Nothing where they are not held.
 */
export function holdProcessor(): string[] {
  return group ? ['sh', '-c', 'echo $$ > "$0" && exec "$@"', group] : []
}

/** How many times slower this machine is with the processes held; 1 where they are not. */
export function slowness(): number {
  return share ? availableParallelism() / Number(share) : 1
}
