import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import { integer, matching, oneOf } from '../../../protocol/codec/primitives';
import type { Handler } from '../call';
import { readBody } from '../http/readBody';

const ImagesBody = struct(
  'Images',
  { prompt: t.string },
  {
    model: t.string,
    n: integer(1),
    size: matching(/^\d+x\d+$/, 'a size such as 512x512'),
    response_format: oneOf('url', 'b64_json'),
    quality: t.string,
    style: t.string,
  },
);

/** `POST …/images/generations`: pictures of their prompt, in letters. */
export const images: Handler = ({ request, world }) => {
  const { prompt, n = 1, size = '1024x1024', response_format } = readBody(ImagesBody, request);
  const [width = '', height = ''] = size.split('x');
  return Response.json({
    created: Math.floor(world.now() / 1000),
    data: Array.from({ length: n }, (_, index) => ({
      revised_prompt: prompt,
      ...(response_format === 'b64_json'
        ? { b64_json: Buffer.from(picture(prompt, width, height)).toString('base64') }
        : { url: `https://images.example/${size}/${index}?of=${encodeURIComponent(prompt)}` }),
    })),
  });
};

function picture(prompt: string, width: string, height: string): string {
  const text = prompt.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text y="20">${text}</text></svg>`;
}
