import { lastValueFrom, mergeMap, take } from 'rxjs';
import { attachments } from 'smooth-operator-rx';
import { FRAME_MAX_BYTES } from 'smooth-operator-rx/protocol';
import { describe, expect, it, vi } from 'vitest';
import { AGENT, answering, only, turnTest } from '../turnTest';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255]);
const PNG_URL = `data:image/png;base64,${Buffer.from(PNG).toString('base64')}`;

describe('attachments', () => {
  it('are images for pictures and files for the rest, in their order [SEND-6]', async () => {
    const given = [
      new File(['one'], 'one.txt', { type: 'text/plain;charset=utf-8' }),
      new Blob([PNG], { type: 'image/png' }),
      { blob: new Blob(['two']), name: 'two' },
      { blob: new Blob([PNG], { type: 'image/png' }), detail: 'low' as const },
      { blob: new File(['{}'], 'a.txt', { type: 'text/plain' }), mimeType: 'application/json' },
      new Blob(['three']),
    ];
    expect(await lastValueFrom(attachments(...given))).toEqual({
      images: [{ url: PNG_URL }, { url: PNG_URL, detail: 'low' }],
      files: [
        {
          name: 'one.txt',
          mimeType: 'text/plain;charset=utf-8',
          url: 'data:text/plain;charset=utf-8;base64,b25l',
        },
        {
          name: 'two',
          mimeType: 'application/octet-stream',
          url: 'data:application/octet-stream;base64,dHdv',
        },
        { name: 'a.txt', mimeType: 'application/json', url: 'data:application/json;base64,e30=' },
        {
          name: 'attachment',
          mimeType: 'application/octet-stream',
          url: 'data:application/octet-stream;base64,dGhyZWU=',
        },
      ],
    });
  });

  it('of nothing are none', async () => {
    expect(await lastValueFrom(attachments())).toEqual({});
    expect(
      await lastValueFrom(attachments(new File([], 'empty.txt', { type: 'text/plain' }))),
    ).toEqual({
      files: [{ name: 'empty.txt', mimeType: 'text/plain', url: 'data:text/plain;base64,' }],
    });
  });

  it('keep every byte', async () => {
    const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => (i * 7) % 256);
    const { files = [] } = await lastValueFrom(attachments(new Blob([bytes])));
    expect(Buffer.from(files[0]?.url.split(',')[1] ?? '', 'base64').equals(bytes)).toBe(true);
  });

  it('are cold: nothing is read before somebody subscribes, and again for each who does', async () => {
    const blob = new Blob(['x']);
    const read = vi.spyOn(blob, 'arrayBuffer');
    const attached$ = attachments(blob);
    expect(read).not.toHaveBeenCalled();
    await lastValueFrom(attached$);
    await lastValueFrom(attached$);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Blob[]]>([
    ['one', [new Blob([new Uint8Array(FRAME_MAX_BYTES)])]],
    ['several together', Array.from({ length: 4 }, () => new Blob([new Uint8Array(200_000)]))],
  ])(
    'that do not fit into a frame fail before anything is read: %s [FRAME-9]',
    async (_, blobs) => {
      const reads = blobs.map((blob) => vi.spyOn(blob, 'arrayBuffer'));
      await expect(lastValueFrom(attachments(...blobs))).rejects.toMatchObject({
        kind: 'invalid',
        code: 'ATTACHMENT_TOO_LARGE',
        bytes: expect.any(Number),
        message: expect.stringMatching(/room for 750288 bytes: attachment \(\d+ bytes\)/),
      });
      for (const read of reads) expect(read).not.toHaveBeenCalled();
    },
  );

  it('that just fit are sent with the longest message', async () => {
    const attached = await lastValueFrom(attachments(new Blob([new Uint8Array(750_000)])));
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const turn$ = client(scripted)
        .session({ agentId: AGENT })
        .turn({ message: '🙂'.repeat(10_000), ...attached });
      expectObservable(turn$, '9ms !').toBe('');
      expectObservable(only(scripted.sent$, 'send_message').pipe(take(1))).toBe('(s|)', {
        s: expect.objectContaining(attached),
      });
    });
  });

  it.each<[string, object]>([
    ['name must be', { name: 'x'.repeat(256) }],
    ['name must be', { name: '' }],
    ['mimeType must be', { mimeType: 'text' }],
    ['mimeType must be', { mimeType: 'text/plain,evil' }],
    ['detail must be', { detail: 'very' }],
    ['no option colour', { colour: 1 }],
  ])('with an option that is wrong fail with its name: %s', async (said, options) => {
    await expect(
      lastValueFrom(attachments({ blob: new Blob(['x']), ...options })),
    ).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(said) });
  });

  it('that cannot be read fail with their name', async () => {
    const blob = new File(['x'], 'gone.txt');
    vi.spyOn(blob, 'arrayBuffer').mockRejectedValue(new Error('the file has changed'));
    await expect(lastValueFrom(attachments(blob).pipe(mergeMap(() => [])))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'UNREADABLE_ATTACHMENT',
      message: 'Cannot attach gone.txt: the file has changed. Nothing was sent.',
    });
  });
});
