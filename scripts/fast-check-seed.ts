import * as fc from 'fast-check'

// One seed per run, for every property. This also resets the configuration of an earlier file in the same process.
fc.configureGlobal({ seed: Number(process.env['FC_SEED']) })
