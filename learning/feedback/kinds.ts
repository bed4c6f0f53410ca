/** The kinds of feedback that a spec can name. */
import { type FeedbackKind, normalMatrix } from './kind.ts'

const symmetric: FeedbackKind = {
  name: 'symmetric',
  title: "the transpose of the controller's estimate of the forward weights after each update",
  stores: ['digital', 'read-back'],
  fromWeight: (w) => w,
}

/** Lillicrap et al., Nat. Commun. 7, 13276 (2016). */
const random: FeedbackKind = {
  name: 'random',
  title: 'fixed, normal with std gain / sqrt(presynaptic neurons): feedback alignment',
  cite: 'lillicrap2016',
  stores: ['digital', 'array'],
  start: normalMatrix,
}

/** B follows the gradient of its connection and both decay: Kolen and Pollack 1994; Akrout et al. 2019. */
const adaptive: FeedbackKind = {
  name: 'adaptive',
  title: 'starts random, follows the gradient of its connection, and both decay (Kolen-Pollack)',
  cite: 'akrout2019',
  stores: ['digital', 'array'],
  follows: 'gradient',
  start: normalMatrix,
}

const broadcast: FeedbackKind = {
  name: 'broadcast',
  title: 'the same for all neurons and outputs, gain / sqrt(presynaptic neurons): it carries only the sum of the errors',
  stores: ['digital', 'array'],
  start({ values, post, pre, stride }, std) {
    for (let k = 0; k < post; k++) values.fill(std, k * stride, k * stride + pre)
  },
}

/** The sign of the forward weights, with the same size for all: Liao, Leibo and Poggio 2016; Moskovitz et al. 2018. */
const signSymmetric: FeedbackKind = {
  name: 'sign-symmetric',
  title: 'the sign of the forward weights, with size gain / sqrt(presynaptic neurons)',
  cite: 'liao2016',
  stores: ['digital'],
  fromWeight: (w, std) => std * Math.sign(w),
}

/** In phases without a task the presynaptic neurons are driven by noise xi: dB = eta xi (W xi)^T - lambda B. Akrout et al. 2019. */
const weightMirror: FeedbackKind = {
  name: 'weight-mirror',
  title: 'learns the forward weights in phases without a task, from noise on the presynaptic neurons',
  cite: 'akrout2019',
  stores: ['digital', 'array'],
  follows: 'mirror',
  start: normalMatrix,
}

export const feedbackKinds = {
  random,
  symmetric,
  adaptive,
  broadcast,
  'sign-symmetric': signSymmetric,
  'weight-mirror': weightMirror,
} as const satisfies Record<string, FeedbackKind>

export type FeedbackName = keyof typeof feedbackKinds
