import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as rxjs from 'rxjs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

interface Example {
  /** Where it stands: a file, and which example of it. */
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

/** What each entry exports: their index files are lists of names. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['', 'protocol', 'node', 'testing', 'server', 'smartflow'].map((entry) => [
    entry,
    exportsOf(join('src', entry, 'index.ts')),
  ]),
);

/** What the reader's application has; see there. */
const WORLD: ReadonlySet<string> = new Set(
  Array.from(
    read('test/docs/world.ts').matchAll(/^ {2}readonly (\w+\$?):/gm),
    ([, name = '']) => name,
  ),
);

/** The examples of the comments in `src`, and the code of the pages. */
const examples: readonly Example[] = [
  ...(readdirSync(join(root, 'src'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => named(`src/${file}`, inComments(read(`src/${file}`)))),
  ...['README.md', ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`)].flatMap(
    (page) => named(page, inPage(read(page))),
  ),
];

const WRONG: Example = { name: 'wrong', file: 'docs/wrong.md', code: 'session.trun("Hi");' };

/** Each with what it needs around it, as a module that exists in memory alone. */
const modules = new Map(
  [...examples, WRONG].map((one, n) => [`${root}test/docs/example-${n}.ts`, moduleOf(one)]),
);
const problems = problemsOf(modules);

describe('an example', () => {
  it('is found in the comments and on the pages', () => {
    expect(examples.filter(({ file }) => file.startsWith('src/')).length).toBeGreaterThan(30);
    expect(examples.filter(({ file }) => file === 'docs/operators.md').length).toBeGreaterThan(15);
    expect(examples.filter(({ file }) => file === 'README.md').length).toBeGreaterThan(1);
  });

  it.each(examples.map(({ name }, n) => [name, n] as const))('compiles: %s', (_, n) => {
    expect(problems[n]).toEqual([]);
  });

  it('that is wrong does not compile', () => {
    expect(problems.at(-1)).toEqual([expect.stringContaining("'trun' does not exist")]);
  });
});

function named(file: string, codes: readonly string[]): Example[] {
  return codes.map((code, n) => ({ name: n === 0 ? file : `${file}, ${n + 1}`, file, code }));
}

/** What follows `@example` to the next tag or the end of the comment, fenced or not. */
function inComments(source: string): string[] {
  return Array.from(source.matchAll(/\/\*\*[^]*?\*\//g), ([comment]) =>
    Array.from(
      comment
        .replace(/^ *\/?\*+\/? ?/gm, '')
        .replace(/\*\/$/, '')
        .matchAll(/^@example\n([^]*?)(?=^@\w|(?![^]))/gm),
      ([, code = '']) => code.replace(/^```.*$/gm, '').trim(),
    ),
  ).flat();
}

function inPage(page: string): string[] {
  return Array.from(page.matchAll(/^```(?:ts|js)\n([^]*?)^```/gm), ([, code = '']) => code);
}

/** The example, with an import of what it uses and does not declare, or what its reader has. */
function moduleOf({ file, code }: Example): string {
  const parsed = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isOwn =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isImportSpecifier(parent)) &&
        parent.name === node;
      if (isOwn) declared.add(node.text);
      else if (!(ts.isPropertyAccessExpression(parent) && parent.name === node))
        used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);

  const known = importsFor(file);
  const lines = [...used]
    .filter((name) => !declared.has(name))
    .flatMap((name) => {
      const from = known.get(name);
      if (from === 'io-ts') return [`import * as ${name} from 'io-ts';`];
      if (from !== undefined) return [`import { ${name} } from '${from}';`];
      return WORLD.has(name) ? [`declare const ${name}: World['${name}'];`] : [];
    });
  return `import type { World } from './world';\n${lines.join('\n')}\n${code}\nexport {};\n`;
}

/** Where the names that an example may use come from; the first that has one counts. */
function importsFor(file: string): ReadonlyMap<string, string> {
  const [, folder = ''] = /^src\/(\w+)\//.exec(file) ?? [];
  const entry = folder in ENTRIES ? folder : '';
  const sources: (readonly [from: string, names: readonly string[]])[] = [
    [`${root}${file.replace(/\.ts$/, '')}`, file.endsWith('.ts') ? exportsOf(file) : []],
    [`smooth-operator-rx${entry && `/${entry}`}`, ENTRIES[entry] ?? []],
    ...(folder === 'protocol'
      ? ([
          [`${root}src/protocol/codec/primitives`, exportsOf('src/protocol/codec/primitives.ts')],
          ['fp-ts/Either', ['isLeft', 'isRight']],
          ['io-ts', ['t']],
        ] as const)
      : ([
          ['smooth-operator-rx', ENTRIES[''] ?? []],
          ['rxjs', Object.keys(rxjs)],
          ['node:fs/promises', ['readFile']],
          ['vitest', ['expect']],
        ] as const)),
  ];
  const known = new Map<string, string>();
  for (const [from, names] of sources) {
    for (const name of names) if (!known.has(name)) known.set(name, from);
  }
  return known;
}

function exportsOf(file: string): string[] {
  return Array.from(
    read(file).matchAll(
      /^export (?:(?:async )?(?:function\*?|const|class|interface|type) (\w+)|(?:type )?\{([^}]*)\})/gm,
    ),
    ([, name, list = '']) =>
      name ?? list.split(',').map((one) => one.replace(/^\s*type /, '').trim()),
  ).flat();
}

/** What problems the compiler has with each module. */
function problemsOf(sources: ReadonlyMap<string, string>): string[][] {
  const { options } = ts.convertCompilerOptionsFromJson(
    (
      ts.parseConfigFileTextToJson('tsconfig.json', read('tsconfig.json')).config as {
        compilerOptions: object;
      }
    ).compilerOptions,
    root,
  );
  const settings: ts.CompilerOptions = { ...options, verbatimModuleSyntax: false, allowJs: true };
  const host = ts.createCompilerHost(settings, true);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const source = sources.get(path);
    return source === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, source, version, true);
  };
  const program = ts.createProgram([...sources.keys()], settings, host);
  return [...sources.keys()].map((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) =>
        `${ts.flattenDiagnosticMessageText(messageText, ' ')}: ${(sources.get(path) ?? '').slice(start).split('\n')[0] ?? ''}`,
    );
  });
}
