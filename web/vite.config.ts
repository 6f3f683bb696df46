import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';

/** While developing, the API of a running `bin/tidemark up` answers; the page itself comes from Vite. */
const target = process.env['TIDEMARK_API'] ?? 'http://127.0.0.1:4173';

/** The Host stays that of the page: the API takes writes only from pages of its own origin. */
const api = { target, changeOrigin: false };

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { '/api': api, '/images': api } },
  build: {
    target: 'es2023',
    // Small files stay files: the content security policy then needs `data:` for nothing.
    assetsInlineLimit: 0,
    // The polyfill serves browsers without module preload, which the target already excludes.
    modulePreload: { polyfill: false },
  },
});
