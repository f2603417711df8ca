import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import type { Handler } from '../call';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import type { UploadedFile } from '../http/recordedRequest';

/** How the sound of the fake gateway begins: bytes that are no text. Its words follow as they are. */
const SOUND = Uint8Array.of(0xff, 0xfb, 0x90, 0xc4, 0x00);

const MEDIA_TYPES = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

const SpeechBody = struct(
  'Speech',
  { model: t.string, input: t.string, voice: t.string },
  { response_format: t.keyof(MEDIA_TYPES), speed: t.number },
);

/** `POST …/audio/speech`. */
export const speech: Handler = ({ request }) => {
  const { input, response_format = 'mp3' } = readBody(SpeechBody, request);
  if (input === '') refuse(400, 'input is empty.');
  const sound = new Blob([SOUND, input]);
  return new Response(sound, { headers: { 'content-type': MEDIA_TYPES[response_format] } });
};

/** `POST …/audio/transcriptions`: hears what {@link speech} has said, and any text that comes as a file. */
export const transcription: Handler = ({ request }) => {
  const form = (typeof request.body === 'object' ? request.body : {}) as Form;
  const { file, model, response_format: format = 'json' } = form;
  if (typeof file !== 'object') refuse(400, 'file is missing: it is sent as a form.');
  if (model === undefined) refuse(400, 'model is missing.');
  const text = heard(file.bytes);
  switch (format) {
    case 'json':
      return Response.json({ text });
    case 'verbose_json':
      return Response.json({ task: 'transcribe', language: form.language ?? 'english', text });
    case 'text':
      return plain(`${text}\n`);
    case 'srt':
      return plain(`1\n00:00:00,000 --> 00:00:01,000\n${text}\n`);
    case 'vtt':
      return plain(`WEBVTT\n\n00:00.000 --> 00:01.000\n${text}\n`);
    default:
      return refuse(400, `response_format cannot be ${format}.`);
  }
};

interface Form {
  readonly file?: UploadedFile | string;
  readonly model?: string;
  readonly response_format?: string;
  readonly language?: string;
}

function heard(bytes: Uint8Array): string {
  const isSpoken = SOUND.every((byte, n) => bytes[n] === byte);
  return new TextDecoder().decode(isSpoken ? bytes.subarray(SOUND.length) : bytes);
}

const plain = (text: string) => new Response(text, { headers: { 'content-type': 'text/plain' } });
