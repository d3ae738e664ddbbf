import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { mantineVariables } from './build/mantine-variables.js';

export default defineConfig({
  plugins: [react(), mantineVariables()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    // The content security policy allows no data: fonts and the budget wants every byte counted.
    assetsInlineLimit: 0,
    manifest: true,
    sourcemap: true,
    target: 'es2022',
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
