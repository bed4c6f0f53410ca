/** BibTeX of every model and method a run can use; a manifest quotes exactly those that it did. */
import { deviceKinds } from '../devices/registry.ts'
import { schemes } from '../learning/update/registry.ts'
import type { Spec } from './spec/schema.ts'

const BIBTEX: Readonly<Record<string, string>> = {
  demirag2021: `@misc{demirag2021,
  author = {Demirag, Yigit and Frenkel, Charlotte and Payvand, Melika and Indiveri, Giacomo},
  title = {Online Training of Spiking Recurrent Neural Networks with Phase-Change Memory Synapses},
  year = {2021},
  eprint = {2108.01804},
  archivePrefix = {arXiv}
}`,
  bellec2020: `@article{bellec2020,
  author = {Bellec, Guillaume and Scherr, Franz and Subramoney, Anand and Hajek, Elias and Salaj, Darjan and Legenstein, Robert and Maass, Wolfgang},
  title = {A solution to the learning dilemma for recurrent networks of spiking neurons},
  journal = {Nature Communications},
  volume = {11},
  pages = {3625},
  year = {2020},
  doi = {10.1038/s41467-020-17236-y}
}`,
  nandakumar2018: `@article{nandakumar2018,
  author = {Nandakumar, S. R. and Le Gallo, Manuel and Boybat, Irem and Rajendran, Bipin and Sebastian, Abu and Eleftheriou, Evangelos},
  title = {A phase-change memory model for neuromorphic computing},
  journal = {Journal of Applied Physics},
  volume = {124},
  pages = {152135},
  year = {2018},
  doi = {10.1063/1.5042408}
}`,
  nandakumar2020: `@article{nandakumar2020,
  author = {Nandakumar, S. R. and Le Gallo, Manuel and Piveteau, Christophe and Joshi, Vinay and Mariani, Giovanni and Boybat, Irem and Karunaratne, Geethan and Khaddam-Aljameh, Riduan and Egger, Urs and Petropoulos, Anastasios and Antonakopoulos, Theodore and Rajendran, Bipin and Sebastian, Abu and Eleftheriou, Evangelos},
  title = {Mixed-Precision Deep Learning Based on Computational Memory},
  journal = {Frontiers in Neuroscience},
  volume = {14},
  pages = {406},
  year = {2020},
  doi = {10.3389/fnins.2020.00406}
}`,
  boybat2018: `@article{boybat2018,
  author = {Boybat, Irem and Le Gallo, Manuel and Nandakumar, S. R. and Moraitis, Timoleon and Parnell, Thomas and Tuma, Tomas and Rajendran, Bipin and Leblebici, Yusuf and Sebastian, Abu and Eleftheriou, Evangelos},
  title = {Neuromorphic computing with multi-memristive synapses},
  journal = {Nature Communications},
  volume = {9},
  pages = {2514},
  year = {2018},
  doi = {10.1038/s41467-018-04933-y}
}`,
  joshi2020: `@article{joshi2020,
  author = {Joshi, Vinay and Le Gallo, Manuel and Haefeli, Simon and Boybat, Irem and Nandakumar, S. R. and Piveteau, Christophe and Dazzi, Martino and Rajendran, Bipin and Sebastian, Abu and Eleftheriou, Evangelos},
  title = {Accurate deep neural network inference using computational phase-change memory},
  journal = {Nature Communications},
  volume = {11},
  pages = {2473},
  year = {2020},
  doi = {10.1038/s41467-020-16108-9}
}`,
  salmon2011: `@inproceedings{salmon2011,
  author = {Salmon, John K. and Moraes, Mark A. and Dror, Ron O. and Shaw, David E.},
  title = {Parallel random numbers: as easy as 1, 2, 3},
  booktitle = {Proceedings of SC11},
  year = {2011},
  doi = {10.1145/2063384.2063405}
}`,
}

/** One line for a table: first author, year, and the identifier. */
export function citation(key: string | undefined): string {
  const entry = key ? BIBTEX[key] : undefined
  if (!entry) return ''
  const field = (name: string) => new RegExp(`${name} = \\{([^}]*)\\}`).exec(entry)?.[1]
  const identifier = field('doi') ? `doi ${field('doi')}` : `arXiv ${field('eprint')}`
  return `${field('author')?.split(',')[0]} ${field('year')}, ${identifier}`
}

/** The BibTeX entry of a key. @throws RangeError where there is none */
export function bibtexOf(key: string): string {
  const entry = BIBTEX[key]
  if (entry === undefined) throw new RangeError(`the bibliography has no "${key}"; add it to experiments/bibliography.ts`)
  return entry
}

/** BibTeX entries of what a run with this spec uses. */
export function bibliographyOf(spec: Spec): string[] {
  const scheme = schemes[spec.update.kind]
  const keys = new Set(['demirag2021', 'bellec2020', 'salmon2011', 'cite' in scheme ? scheme.cite : undefined])
  if (scheme.weights === 'crossbar') keys.add(deviceKinds[spec.device.model]?.cite)
  return [...keys].flatMap((key) => (key ? [BIBTEX[key]!] : []))
}
