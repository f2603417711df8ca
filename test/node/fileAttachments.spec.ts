import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lastValueFrom } from 'rxjs';
import { fileAttachments } from 'smooth-operator-rx/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
const at = (name: string) => join(folder, name);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attachments-'));
  await writeFile(at('notes.md'), '# Notes');
  await writeFile(at('photo.png'), PNG);
  await writeFile(at('README'), 'x');
  await writeFile(at('large.bin'), '');
  await truncate(at('large.bin'), 3_000_000_000);
  execFileSync('mkfifo', [at('pipe')]);
});

afterAll(() => rm(folder, { recursive: true }));

describe('fileAttachments', () => {
  it('are images for pictures and files for the rest, as their names end [SEND-6]', async () => {
    const url = `data:image/png;base64,${PNG.toString('base64')}`;
    const attached$ = fileAttachments(
      at('notes.md'),
      pathToFileURL(at('photo.png')),
      { path: at('photo.png'), detail: 'low' },
      at('README'),
      { path: at('README'), name: 'read me.txt', mimeType: 'text/plain' },
    );
    expect(await lastValueFrom(attached$)).toEqual({
      images: [{ url }, { url, detail: 'low' }],
      files: [
        {
          name: 'notes.md',
          mimeType: 'text/markdown',
          url: 'data:text/markdown;base64,IyBOb3Rlcw==',
        },
        {
          name: 'README',
          mimeType: 'application/octet-stream',
          url: 'data:application/octet-stream;base64,eA==',
        },
        { name: 'read me.txt', mimeType: 'text/plain', url: 'data:text/plain;base64,eA==' },
      ],
    });
  });

  it('are cold: a file is read when somebody subscribes, and again for each who does', async () => {
    const attached$ = fileAttachments(at('later.txt'));
    await writeFile(at('later.txt'), 'a');
    const first = await lastValueFrom(attached$);
    await writeFile(at('later.txt'), 'b');
    expect(await lastValueFrom(attached$)).not.toEqual(first);
  });

  it('that do not fit into a frame fail by their sizes: gigabytes are not read [FRAME-9]', async () => {
    await expect(
      lastValueFrom(fileAttachments(at('notes.md'), at('large.bin'))),
    ).rejects.toMatchObject({
      kind: 'invalid',
      code: 'ATTACHMENT_TOO_LARGE',
      message: expect.stringContaining('notes.md (7 bytes), large.bin (3000000000 bytes)'),
    });
  });

  it.each([
    ['that is not there', 'missing.txt', /ENOENT/],
    ['that is a folder', '', /it is no file/],
    ['that is a pipe, whose end nobody knows', 'pipe', /it is no file/],
  ])('fail with the path of one %s', async (_, name, why) => {
    await expect(lastValueFrom(fileAttachments(at('notes.md'), at(name)))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'UNREADABLE_ATTACHMENT',
      message: expect.stringMatching(why),
    });
  });

  it('that are left while they are read are told to nobody', async () => {
    const seen: unknown[] = [];
    const subscription = fileAttachments(at('notes.md')).subscribe({
      next: (attached) => seen.push(attached),
      error: (error: unknown) => seen.push(error),
    });
    subscription.unsubscribe();
    await lastValueFrom(fileAttachments(at('notes.md'))); // the same way again, and to its end
    expect(seen).toEqual([]);
  });
});
