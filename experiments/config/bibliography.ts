/** BibTeX of every model and method that a run can use; a manifest quotes only the entries that its run used. */
import { effectKinds } from '../../crossbar/periphery/registry.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { feedbackKinds } from '../../learning/feedback/kinds.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import { neuronKinds } from '../../network/neurons/registry.ts'
import { encoders } from '../tasks/encode/registry.ts'
import { taskKinds } from '../tasks/registry.ts'
import type { Spec } from './schema.ts'

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
  gong2018: `@article{gong2018,
  author = {Gong, Nanbo and Id{\\'e}, T. and Kim, S. and Boybat, Irem and Sebastian, Abu and Narayanan, V. and Ando, Takashi},
  title = {Signal and noise extraction from analog memory elements for neuromorphic computing},
  journal = {Nature Communications},
  volume = {9},
  pages = {2102},
  year = {2018},
  doi = {10.1038/s41467-018-04485-1}
}`,
  tang2018: `@inproceedings{tang2018,
  author = {Tang, Jianshi and Bishop, Douglas and Kim, Seyoung and Copel, Matt and Gokmen, Tayfun and Todorov, Teodor and Shin, SangHoon and Lee, Ko-Tao and Solomon, Paul and Chan, Kevin and others},
  title = {{ECRAM} as Scalable Synaptic Cell for High-Speed, Low-Power Neuromorphic Computing},
  booktitle = {2018 IEEE International Electron Devices Meeting (IEDM)},
  pages = {13.1.1--13.1.4},
  year = {2018},
  doi = {10.1109/IEDM.2018.8614551}
}`,
  kim2019: `@inproceedings{kim2019,
  author = {Kim, S. and Todorov, T. and Onen, M. and others},
  title = {Metal-oxide based, {CMOS}-compatible {ECRAM} for Deep Learning Accelerator},
  booktitle = {2019 IEEE International Electron Devices Meeting (IEDM)},
  pages = {35.7.1--35.7.4},
  year = {2019},
  url = {https://ieeexplore.ieee.org/document/8993463}
}`,
  li2018: `@inproceedings{li2018,
  author = {Li, Yulong and Kim, S. and Sun, X. and Solomon, P. and Gokmen, T. and Tsai, H. and Koswatta, S. and others},
  title = {Capacitor-based Cross-point Array for Analog Neural Network with Record Symmetry and Linearity},
  booktitle = {2018 IEEE Symposium on VLSI Technology},
  pages = {25--26},
  year = {2018},
  doi = {10.1109/VLSIT.2018.8510648}
}`,
  gokmen2016: `@article{gokmen2016,
  author = {Gokmen, Tayfun and Vlasov, Yurii},
  title = {Acceleration of Deep Neural Network Training with Resistive Cross-Point Devices: Design Considerations},
  journal = {Frontiers in Neuroscience},
  volume = {10},
  pages = {333},
  year = {2016},
  doi = {10.3389/fnins.2016.00333}
}`,
  wan2022: `@article{wan2022,
  author = {Wan, Weier and Kubendran, Rajkumar and Schaefer, Clemens and Eryilmaz, Sukru Burc and Zhang, Wenqiang and Wu, Dabin and Deiss, Stephen and Raina, Priyanka and Qian, He and Gao, Bin and Joshi, Siddharth and Wu, Huaqiang and Wong, H.-S. Philip and Cauwenberghs, Gert},
  title = {A compute-in-memory chip based on resistive random-access memory},
  journal = {Nature},
  volume = {608},
  pages = {504--512},
  year = {2022},
  doi = {10.1038/s41586-022-04992-8}
}`,
  milo2021: `@article{milo2021,
  author = {Milo, Valerio and Glukhov, Artem and P{\\'e}rez, Eduardo and Zambelli, Cristian and Lepri, Nicola and Mahadevaiah, Mamathamba Kalishettyhalli and Quesada, Emilio P{\\'e}rez-Bosch and Olivo, Piero and Wenger, Christian and Ielmini, Daniele},
  title = {Accurate Program/Verify Schemes of Resistive Switching Memory ({RRAM}) for In-Memory Neural Network Circuits},
  journal = {IEEE Transactions on Electron Devices},
  year = {2021},
  doi = {10.1109/TED.2021.3089995}
}`,
  kvatinsky2015: `@article{kvatinsky2015,
  author = {Kvatinsky, Shahar and Ramadan, Misbah and Friedman, Eby G. and Kolodny, Avinoam},
  title = {{VTEAM}: A General Model for Voltage-Controlled Memristors},
  journal = {IEEE Transactions on Circuits and Systems II: Express Briefs},
  volume = {62},
  number = {8},
  pages = {786--790},
  year = {2015},
  doi = {10.1109/TCSII.2015.2433536}
}`,
  rasch2021: `@inproceedings{rasch2021,
  author = {Rasch, Malte J. and Moreda, Diego and Gokmen, Tayfun and Le Gallo, Manuel and Carta, Fabio and Goldberg, Cindy and El Maghraoui, Kaoutar and Sebastian, Abu and Narayanan, Vijay},
  title = {A flexible and fast {PyTorch} toolkit for simulating training and inference on analog crossbar arrays},
  booktitle = {2021 IEEE 3rd International Conference on Artificial Intelligence Circuits and Systems (AICAS)},
  pages = {1--4},
  year = {2021},
  doi = {10.1109/AICAS51828.2021.9458494}
}`,
  lillicrap2016: `@article{lillicrap2016,
  author = {Lillicrap, Timothy P. and Cownden, Daniel and Tweed, Douglas B. and Akerman, Colin J.},
  title = {Random synaptic feedback weights support error backpropagation for deep learning},
  journal = {Nature Communications},
  volume = {7},
  pages = {13276},
  year = {2016},
  doi = {10.1038/ncomms13276}
}`,
  liao2016: `@inproceedings{liao2016,
  author = {Liao, Qianli and Leibo, Joel Z. and Poggio, Tomaso},
  title = {How Important Is Weight Symmetry in Backpropagation?},
  booktitle = {Proceedings of the AAAI Conference on Artificial Intelligence},
  volume = {30},
  year = {2016},
  eprint = {1510.05067},
  archivePrefix = {arXiv}
}`,
  akrout2019: `@inproceedings{akrout2019,
  author = {Akrout, Mohamed and Wilson, Collin and Humphreys, Peter C. and Lillicrap, Timothy P. and Tweed, Douglas B.},
  title = {Deep Learning without Weight Transport},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {32},
  year = {2019},
  eprint = {1904.05391},
  archivePrefix = {arXiv}
}`,
  xiao2017: `@misc{xiao2017,
  author = {Xiao, Han and Rasul, Kashif and Vollgraf, Roland},
  title = {Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms},
  year = {2017},
  eprint = {1708.07747},
  archivePrefix = {arXiv}
}`,
  werbos1990: `@article{werbos1990,
  author = {Werbos, Paul J.},
  title = {Backpropagation through time: what it does and how to do it},
  journal = {Proceedings of the IEEE},
  volume = {78},
  number = {10},
  pages = {1550--1560},
  year = {1990},
  doi = {10.1109/5.58337}
}`,
  kingma2015: `@inproceedings{kingma2015,
  author = {Kingma, Diederik P. and Ba, Jimmy},
  title = {Adam: A Method for Stochastic Optimization},
  booktitle = {3rd International Conference on Learning Representations (ICLR)},
  year = {2015},
  eprint = {1412.6980},
  archivePrefix = {arXiv}
}`,
  gokmen2020: `@article{gokmen2020,
  author = {Gokmen, Tayfun and Haensch, Wilfried},
  title = {Algorithm for Training Neural Networks on Resistive Device Arrays},
  journal = {Frontiers in Neuroscience},
  volume = {14},
  pages = {103},
  year = {2020},
  doi = {10.3389/fnins.2020.00103}
}`,
  gokmen2021: `@article{gokmen2021,
  author = {Gokmen, Tayfun},
  title = {Enabling Training of Neural Networks on Noisy Hardware},
  journal = {Frontiers in Artificial Intelligence},
  volume = {4},
  pages = {699148},
  year = {2021},
  doi = {10.3389/frai.2021.699148}
}`,
  rasch2024: `@article{rasch2024,
  author = {Rasch, Malte J. and Carta, Fabio and Fagbohungbe, Omobayode and Gokmen, Tayfun},
  title = {Fast and robust analog in-memory deep neural network training},
  journal = {Nature Communications},
  volume = {15},
  pages = {7133},
  year = {2024},
  doi = {10.1038/s41467-024-51221-z}
}`,
  payvand2020: `@article{payvand2020,
  author = {Payvand, Melika and Fouda, Mohammed E. and Kurdahi, Fadi and Eltawil, Ahmed M. and Neftci, Emre O.},
  title = {On-Chip Error-Triggered Learning of Multi-Layer Memristive Spiking Neural Networks},
  journal = {IEEE Journal on Emerging and Selected Topics in Circuits and Systems},
  volume = {10},
  number = {4},
  pages = {522--535},
  year = {2020},
  doi = {10.1109/JETCAS.2020.3040248}
}`,
  laborieux2021: `@article{laborieux2021,
  author = {Laborieux, Axel and Ernoult, Maxence and Hirtzlin, Tifenn and Querlioz, Damien},
  title = {Synaptic metaplasticity in binarized neural networks},
  journal = {Nature Communications},
  volume = {12},
  pages = {2549},
  year = {2021},
  doi = {10.1038/s41467-021-22768-y}
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
  const entry = key?.startsWith('@') ? key : key ? BIBTEX[key] : undefined
  if (!entry) return ''
  const field = (name: string) => new RegExp(`${name} = \\{([^}]*)\\}`).exec(entry)?.[1]
  const identifier = field('doi') ? `doi ${field('doi')}` : field('eprint') ? `arXiv ${field('eprint')}` : field('url')
  return `${field('author')?.split(',')[0]} ${field('year')}, ${identifier}`
}

/** The BibTeX entry of a key. @throws RangeError for an unknown key */
export function bibtexOf(key: string): string {
  const entry = BIBTEX[key]
  if (entry === undefined) throw new RangeError(`the bibliography has no "${key}"; add it to experiments/config/bibliography.ts`)
  return entry
}

/** BibTeX entries of everything that a run with this spec uses. */
export function bibliographyOf(spec: Spec): string[] {
  const scheme = schemes[spec.update.kind]!
  const used: (string | undefined)[] = ['demirag2021', 'salmon2011', scheme.cite]
  used.push(...(scheme.alsoCites?.(spec.update) ?? []))
  if (scheme.weights === 'crossbar') used.push(deviceKinds[spec.device.model]?.cite)
  const { kind, ...entries } = { kind: feedbackKinds[spec.learning.feedback], rule: rules[spec.learning.rule]! }
  used.push(taskKinds[spec.task.kind]?.cite, entries.rule.cite, 'cite' in kind ? kind.cite : undefined)
  for (const population of Object.values(spec.network.populations ?? {})) used.push(neuronKinds[population.kind]?.cite)
  const { encoder } = spec.task as { encoder?: { kind: string } }
  used.push(encoders.find(({ name }) => name === encoder?.kind)?.cite)
  for (const effect of spec.crossbar.periphery.flatMap(Object.keys)) used.push(effectKinds[effect]?.cite)
  return [...new Set(used)].flatMap((cite) => (cite ? [entryOf(cite)] : []))
}

/** The entry of a bibliography key, or the BibTeX entry itself. */
function entryOf(cite: string): string {
  return cite.startsWith('@') ? cite : bibtexOf(cite)
}
