import * as fc from 'fast-check'

// One seed a run, for every property; it also undoes what the file before, in the same process, has configured.
fc.configureGlobal({ seed: Number(process.env['FC_SEED']) })
