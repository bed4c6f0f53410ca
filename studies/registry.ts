/** The results that `memxbar reproduce` knows, in the order of docs/results.md. */
import { adcBits } from './adc-bits.ts'
import { boybat2018Write } from './boybat-2018-write.ts'
import { costAnchors } from './cost-anchors.ts'
import { demirag2021 } from './demirag-2021.ts'
import { demirag2021Device } from './demirag-2021-device.ts'
import { digits } from './digits.ts'
import { driftSpread } from './drift-spread.ts'
import { errorTriggered } from './error-triggered.ts'
import { evidenceAccumulation } from './evidence-accumulation.ts'
import { fashionMnist } from './fashion-mnist.ts'
import { feedbackArrays } from './feedback-arrays.ts'
import { firstOrderWires } from './first-order-wires.ts'
import { leastSquares } from './least-squares.ts'
import { openLines } from './open-lines.ts'
import type { Paper } from './paper.ts'
import { resolution } from './resolution.ts'
import { retention } from './retention.ts'
import { schemeDevice } from './scheme-device.ts'
import { wireResistance } from './wire-resistance.ts'
import { writeNoise } from './write-noise.ts'

const ALL = [
  demirag2021,
  demirag2021Device,
  boybat2018Write,
  resolution,
  driftSpread,
  writeNoise,
  retention,
  digits,
  feedbackArrays,
  fashionMnist,
  evidenceAccumulation,
  leastSquares,
  costAnchors,
  wireResistance,
  firstOrderWires,
  openLines,
  adcBits,
  errorTriggered,
  schemeDevice,
]

export const papers: Readonly<Record<string, Paper>> = Object.fromEntries(ALL.map((paper) => [paper.name, paper]))
