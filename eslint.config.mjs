import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each project may import, by tag. Imports point one way: apps -> libs, apps never import apps. */
const boundaries = [
  { sourceTag: 'lib:contracts', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod'] },
  { sourceTag: 'lib:rtmp', onlyDependOnLibsWithTags: [], allowedExternalImports: [] },
  { sourceTag: 'lib:relay', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:rtmp'], allowedExternalImports: [] },
  {
    sourceTag: 'lib:route-table',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service'],
    allowedExternalImports: ['redis', 'zod'],
  },
  { sourceTag: 'lib:transcode', onlyDependOnLibsWithTags: ['lib:rtmp'], allowedExternalImports: ['fluent-ffmpeg'] },
  { sourceTag: 'lib:service', onlyDependOnLibsWithTags: ['lib:contracts'] },
  { sourceTag: 'app:gateway', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service'] },
  { sourceTag: 'app:auth', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service'] },
  { sourceTag: 'app:settings', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service'] },
  { sourceTag: 'app:orchestrator', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service'] },
  {
    sourceTag: 'app:ingest',
    onlyDependOnLibsWithTags: [
      'lib:contracts',
      'lib:service',
      'lib:rtmp',
      'lib:relay',
      'lib:route-table',
      'lib:transcode',
    ],
  },
  {
    sourceTag: 'app:edge',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:service', 'lib:rtmp', 'lib:route-table'],
  },
  { sourceTag: 'app:web', onlyDependOnLibsWithTags: ['lib:contracts'] },
  {
    sourceTag: 'tools',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:rtmp', 'lib:relay', 'lib:route-table', 'lib:service'],
  },
  {
    sourceTag: 'e2e',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:rtmp', 'lib:relay', 'lib:route-table', 'lib:service', 'tools'],
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/.midstation*/**', 'e2e/.work/**', 'coverage/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended, prettier],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: boundaries }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Nest reads constructor parameter types at run time: `import type` there would remove what it injects.
    files: ['apps/{gateway,auth,settings,orchestrator,ingest,edge}/**/*.ts', 'libs/service/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['tools/**', 'e2e/**'], rules: { 'no-console': 'off' } },
);
