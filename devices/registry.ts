/** The kinds of device a spec can name. */
import { ideal } from './ideal.ts'
import type { DeviceKind } from './kind.ts'
import { pcm } from './pcm.ts'

export const deviceKinds: Readonly<Record<string, DeviceKind>> = { pcm, ideal }
