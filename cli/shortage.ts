/** One-line messages for missing resources of the machine: neither the user nor the program is wrong, so a trace does not help. */

const FILES = 'too few files may be open at once (ulimit -n); allow 256 or more'

const LACKS: Readonly<Record<string, string>> = {
  EMFILE: FILES,
  ENFILE: 'the machine has too many files open; close some programs',
  ENOMEM: 'the machine has no memory left; close some programs, or make the run smaller',
  ENOSPC: 'the disk is full; make room and give the same command again',
  EDQUOT: 'the disk quota is used up; make room and give the same command again',
  ERR_WORKER_OUT_OF_MEMORY: 'a worker has no memory left; give fewer with --threads',
}

/** As many files as Node opens at once while it loads the modules of a command, with a margin. */
const ENOUGH = 256

/** The message for such an error; undefined for any other. */
export function shortage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, message } = error as NodeJS.ErrnoException
  const lack = code === undefined ? undefined : LACKS[code]
  if (lack !== undefined) return `${lack} (${message})`
  if (error instanceof RangeError && /could not allocate memory|Array buffer allocation failed/i.test(message))
    return `there is no room for the memory of a run (${message}); each takes about 10 GiB of addresses: raise ulimit -v, or give fewer --threads`
  // Node takes a package whose package.json it cannot open for a missing one, or for one of another format, and does not say EMFILE.
  return openFiles() < ENOUGH ? `${FILES} (${message.split('\n')[0]})` : undefined
}

/** How many files this process may open at once; Infinity where that is unlimited, or unknown as on Windows. */
function openFiles(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: number | string } } }
  const limit = Number(userLimits?.open_files.soft)
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit
}
