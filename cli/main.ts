#!/usr/bin/env node
/** `memxbar`: the process of a command. */
import { outliveReaders } from './pipes.ts'
import { memxbar } from './program.ts'

outliveReaders()

const code = await memxbar(process.argv.slice(2))
if (code !== 0) process.exitCode = code
