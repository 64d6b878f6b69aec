import { expect, it } from 'vitest';
import { languagesOf } from '../../../../src/handoff/copy/workspaceLanguages.ts';

it.each([
  [['package.json', 'src'], ['javascript']],
  [['requirements-dev.txt'], ['python']],
  [['pyproject.toml'], ['python']],
  [['Bot.csproj'], ['csharp']],
  [['Cargo.toml'], ['rust']],
  [['go.mod'], ['go']],
  [['pom.xml'], ['java', 'kotlin']],
  [['build.gradle.kts'], ['kotlin', 'java']],
  [['pubspec.yaml'], ['dart']],
  [
    ['package.json', 'Cargo.toml'],
    ['javascript', 'rust'],
  ],
  [['README.md', 'my-package.json', 'requirements.txt.bak'], []],
])('a folder with %j is for %j', (files, languages) => {
  expect(languagesOf(files)).toEqual(languages);
});
