import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Only the named file may call a VS Code registration function; others go through it. */
const fencedCalls = [
  { selector: "CallExpression[callee.property.name='registerCommand']", message: 'Commands are registered in src/ui/commands.ts.' },
  { selector: "CallExpression[callee.property.name='createOutputChannel']", message: 'The one log channel is made in src/prompts/log.ts.' },
  {
    selector: "CallExpression[callee.property.name='executeCommand'][arguments.0.value='setContext']",
    message: 'Context keys are set in src/ui/status/contextKeys.ts.',
  },
];

export default defineConfig(
  { ignores: ['dist/**', '.vscode-test/**', 'node_modules/**', 'test/screenshots/**'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.js', 'test/extension/wrapper.cjs'] },
      },
    },
  },
  {
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  // A test scenario reads from top to bottom, so it may be longer.
  { files: ['test/**'], rules: { 'max-lines': ['error', { max: 360, skipBlankLines: true, skipComments: true }] } },
  { files: ['src/**'], rules: { 'no-restricted-syntax': ['error', ...fencedCalls] } },
  { files: ['src/ui/commands.ts', 'src/prompts/log.ts', 'src/ui/status/contextKeys.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['scripts/**', 'test/**', 'bench/**', 'src/emulator/main.ts'], rules: { 'no-console': 'off' } },
  { files: ['*.js', '.dependency-cruiser.js', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
