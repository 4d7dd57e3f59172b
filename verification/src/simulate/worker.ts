import { type Chunk, simulateChunk } from './simulate-chunk.ts'

process.on('message', async (chunk: Chunk) => {
  process.send?.(await simulateChunk(chunk))
})
