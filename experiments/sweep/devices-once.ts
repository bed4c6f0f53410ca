/** Caches the devices of a sweep's points: 100,000 points name the same few files, and many resolve to the same device. */
import { bindDevice, type DeviceSection, type KindLoader, type LoadedDevice } from '../config/device.ts'

/** Like `load`, but reads every file once: all points are planned with the same text. */
export function kindsOnce(load: KindLoader): KindLoader {
  const known = new Map<string, ReturnType<KindLoader>>()
  return (name) => {
    const kind = known.get(name) ?? load(name)
    known.set(name, kind)
    return kind
  }
}

/** Cache limit: the models of 100,000 points would fill the memory. */
const MOST = 1000

/** The device of a resolved section, the same object for equal sections. */
export function deviceBySection(kinds: KindLoader): (section: DeviceSection) => Promise<LoadedDevice> {
  const known = new Map<DeviceSection, LoadedDevice>()
  return async (section) => {
    const made = known.get(section) ?? bindDevice(section, await kinds(section.file ?? section.model))
    if (known.size >= MOST) known.clear()
    known.set(section, made)
    return made
  }
}
