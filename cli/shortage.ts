/** One-line messages for missing resources of the machine: neither the user nor the program is wrong, so a trace does not help. */

const LACKS: Readonly<Record<string, string>> = {
  EMFILE: 'too few files may be open at once (ulimit -n); allow 256 or more',
  ENFILE: 'the machine has too many files open; close some programs',
  ENOMEM: 'the machine has no memory left; close some programs, or make the run smaller',
  ENOSPC: 'the disk is full; make room and give the same command again',
  EDQUOT: 'the disk quota is used up; make room and give the same command again',
  ERR_WORKER_OUT_OF_MEMORY: 'a worker has no memory left; give fewer with --threads',
}

/** The message for such an error; undefined for any other. */
export function shortage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as NodeJS.ErrnoException
  const lack = code === undefined ? undefined : LACKS[code]
  if (lack !== undefined) return `${lack} (${error.message})`
  if (!(error instanceof RangeError) || !/could not allocate memory|Array buffer allocation failed/i.test(error.message))
    return undefined
  return `there is no room for the memory of a run (${error.message}); each takes about 10 GiB of addresses: raise ulimit -v, or give fewer --threads`
}
