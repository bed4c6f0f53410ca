// A complete device: saturating SET steps, drift and noise, drift exponents that differ from device to device.
import { defineDevice, pow } from 'memxbar/device'

export default defineDevice({
  name: 'lab-device',
  range: [0.1, 12],
  parameters: { step: 1.2, nu: 0.04, nu_std: 0.01, read_std: 0.02 },
  device: { exponent: (q, xi) => Math.max(0, q.nu + q.nu_std * xi) },
  set(cell, q, xi) {
    cell.g += q.step * (1 - cell.g / 12) * (1 + 0.3 * xi)
  },
  reset(cell, _q, xi) {
    cell.g = 0.1 + 0.01 * xi
  },
  read: (cell, q, xi, age) => cell.g * pow(age / 38.6, -cell.exponent) * (1 + q.read_std * xi),
})
