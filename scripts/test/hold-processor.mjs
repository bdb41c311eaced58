import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { fail } from '../run.mjs'

const V1 = '/sys/fs/cgroup/cpu'
const V2 = '/sys/fs/cgroup'
/** Microseconds in which the processes may use their part. */
const PERIOD = 100_000

/**
 * Makes a control group of Linux whose processes share so much of one processor (0.5: half). Needs root.
 *
 * @returns the environment for tests that put processes there, and what removes it when these have ended
 */
export function holdProcessor(cpu) {
  if (!(cpu > 0)) fail('--cpu takes a part of one processor: --cpu 0.5')
  const isV1 = existsSync(`${V1}/cgroup.procs`)
  const group = `${isV1 ? V1 : V2}/larder-test-${process.pid}`
  const quota = Math.round(cpu * PERIOD)
  try {
    if (!isV1) writeFileSync(`${V2}/cgroup.subtree_control`, '+cpu')
    mkdirSync(group)
    if (isV1) writeFileSync(`${group}/cpu.cfs_quota_us`, String(quota))
    else writeFileSync(`${group}/cpu.max`, `${quota} ${PERIOD}`)
  } catch (error) {
    fail(`--cpu needs root, and control groups that it may write to (${error.message}).`)
  }
  return {
    env: { LARDER_TEST_CPU: String(cpu), LARDER_TEST_CGROUP: `${group}/cgroup.procs` },
    release() {
      try {
        rmdirSync(group)
      } catch (error) {
        console.error(`larder: ${group} stays (${error.message}).`)
      }
    }
  }
}
