import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
import { mockApi } from './dev/mock-plugin.ts';

/** `TIDEMARK_API=http://127.0.0.1:7420` makes the development server talk to a real one; without it invented data are served. */
const api = process.env['TIDEMARK_API'];

export default defineConfig({
  plugins: [react(), tailwindcss(), ...(api ? [] : [mockApi()])],
  server: api ? { proxy: { '/api': api, '/healthz': api } } : {},
  build: {
    target: 'es2023',
    // Small files stay files: the content security policy then needs `data:` for nothing.
    assetsInlineLimit: 0,
    // The polyfill serves browsers without module preload, which the target already excludes.
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
