import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skillFolders } from '../../../src/server/skills/skillFolders';

let top: string;
let root: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'skills-'));
  root = join(top, 'root');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function put(folder: string, name: string, content: string | Uint8Array): string {
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, 'SKILL.md');
  writeFileSync(path, content);
  return path;
}

const read = (name: string, ...roots: string[]) =>
  lastValueFrom(skillFolders(roots.length > 0 ? roots : [root]).read(name));

describe('a folder of skills', () => {
  it('gives the text of <name>/SKILL.md', async () => {
    put(root, 'sales', '# Sales\n\nBe brief.\n');
    expect(await read('sales')).toBe('# Sales\n\nBe brief.');
  });

  it('has no skill it has no file for', async () => {
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'file'), 'no folder');
    for (const name of ['sales', 'empty', 'file']) expect(await read(name)).toBeUndefined();
  });

  it('has no skills when it is not there, or no folder', async () => {
    writeFileSync(join(top, 'file'), '');
    expect(await read('sales', join(top, 'gone'))).toBeUndefined();
    expect(await read('sales', join(top, 'file'))).toBeUndefined();
    expect(await lastValueFrom(skillFolders([]).read('sales'))).toBeUndefined();
  });

  it('is read anew each time', async () => {
    const skills = skillFolders([root]);
    expect(await lastValueFrom(skills.read('sales'))).toBeUndefined();
    put(root, 'sales', 'One.');
    expect(await lastValueFrom(skills.read('sales'))).toBe('One.');
    put(root, 'sales', 'Two.');
    expect(await lastValueFrom(skills.read('sales'))).toBe('Two.');
  });

  it('comes before those named after it', async () => {
    const later = join(top, 'later');
    put(later, 'sales', 'Later.');
    put(later, 'support', 'Support.');
    expect(await read('sales', root, later)).toBe('Later.');
    put(root, 'sales', 'Earlier.');
    expect(await read('sales', root, later)).toBe('Earlier.');
    expect(await read('support', root, later)).toBe('Support.');
    expect(await read('support', join(top, 'gone'), root, later)).toBe('Support.');
  });

  it('may be a link itself, and hold links that stay within', async () => {
    put(root, 'sales', 'Be brief.');
    symlinkSync(join(root, 'sales'), join(root, 'alias'));
    symlinkSync(root, join(top, 'link'));
    expect(await read('alias')).toBe('Be brief.');
    expect(await read('sales', join(top, 'link'))).toBe('Be brief.');
  });
});

describe('the front matter of a skill', () => {
  it.each([
    ['is left out', '---\nname: sales\ndescription: a: b\n---\nBe brief.\n', 'Be brief.'],
    ['may be empty', '---\n---\nBe brief.', 'Be brief.'],
    ['may end in dots', '---\r\nname: sales\r\n...\r\n\r\nBe brief.\r\n', 'Be brief.'],
    ['may be all there is', '---\nname: sales\n---', ''],
    [
      'is only that of the first line',
      'Be brief.\n---\nname: sales\n---\n',
      'Be brief.\n---\nname: sales\n---',
    ],
    ['is none when it does not end', '---\nname: sales\nBe brief.', '---\nname: sales\nBe brief.'],
    [
      'ends at its first end',
      '---\na: 1\n---\nBe brief.\n---\nNot rude.',
      'Be brief.\n---\nNot rude.',
    ],
    ['may follow a byte order mark', '\uFEFF---\na: 1\n---\nBe brief.', 'Be brief.'],
  ])('%s', async (_title, content, skill) => {
    put(root, 'sales', content);
    expect(await read('sales')).toBe(skill);
  });
});

describe('a name that is no name of a skill', () => {
  it.each([
    '',
    '.',
    '..',
    '../root/sales',
    'sales/../sales',
    '/sales',
    'sales/',
    'sales\\..',
    'sales\0',
    'sales.md',
    'sälés',
    ' sales',
    'sales\n',
    'x'.repeat(129),
    '%2e%2e',
  ])('finds nothing: %j', async (name) => {
    put(root, 'sales', 'Be brief.');
    writeFileSync(join(root, 'SKILL.md'), 'in the root');
    writeFileSync(join(top, 'SKILL.md'), 'above the root');
    expect(await read(name)).toBeUndefined();
  });
});

describe('a skill that cannot be used', () => {
  beforeEach(() => {
    put(join(top, 'later'), 'sales', 'Later.');
  });
  const fails = async (why: string) => {
    await expect(read('sales', root, join(top, 'later'))).rejects.toThrow(why);
  };

  it('is one whose file is a link to outside of its root', async () => {
    writeFileSync(join(top, 'secret'), 'secret');
    mkdirSync(join(root, 'sales'));
    symlinkSync(join(top, 'secret'), join(root, 'sales', 'SKILL.md'));
    await fails('outside');
  });

  it('is one whose folder is a link to outside of its root', async () => {
    put(join(top, 'root-beside'), 'sales', 'secret');
    symlinkSync(join(top, 'root-beside', 'sales'), join(root, 'sales'));
    await fails('outside');
  });

  it('is one that is no file, and does not make anybody wait', async () => {
    mkdirSync(join(root, 'sales', 'SKILL.md'), { recursive: true });
    await fails('is not a file');
    rmSync(join(root, 'sales'), { recursive: true });
    mkdirSync(join(root, 'sales'));
    execFileSync('mkfifo', [join(root, 'sales', 'SKILL.md')]);
    await fails('is not a file');
  });

  it('is one that is too large, by one byte', async () => {
    put(root, 'sales', 'x'.repeat(65_536));
    expect(await read('sales')).toHaveLength(65_536);
    put(root, 'sales', 'x'.repeat(65_537));
    await fails('65536 bytes');
  });

  it('is one that is no UTF-8', async () => {
    put(root, 'sales', Uint8Array.of(0x42, 0xff, 0xfe));
    await fails('is not UTF-8 text');
  });

  it('is one that leads in a circle', async () => {
    mkdirSync(join(root, 'sales'));
    symlinkSync('SKILL.md', join(root, 'sales', 'SKILL.md'));
    await fails('ELOOP');
  });
});
