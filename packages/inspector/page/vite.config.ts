import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** In development the inspector runs beside: it refuses requests of other origins than its own. */
const inspector = {
  target: 'http://127.0.0.1:4020',
  changeOrigin: true,
  headers: { origin: 'http://127.0.0.1:4020' },
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The default is replaced, not extended, so vite's own conditions are listed as well.
  resolve: { conditions: ['@bank-connection/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1_500,
    license: { fileName: 'licenses.md' },
  },
  server: { host: '127.0.0.1', proxy: { '/api': inspector } },
})
