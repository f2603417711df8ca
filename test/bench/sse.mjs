import { createParser } from 'eventsource-parser';
import { createSmartflow } from 'smooth-operator-rx/smartflow';
import { median } from './measure.mjs';

const CHUNKS = 20_000;
/** As much as a TLS record holds, which is what a read gives at most. */
const PIECE = 16 * 1024;

/** The events of a long answer, each as OpenAI writes it. */
function answer() {
  const words = [
    'The',
    ' return',
    ' policy',
    ' is',
    ' 30',
    ' days',
    ',',
    ' in',
    ' new',
    ' condition',
  ];
  const events = Array.from({ length: CHUNKS }, (_, index) => {
    const chunk = {
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      object: 'chat.completion.chunk',
      created: 1741569952,
      model: 'gpt-4o-2024-08-06',
      service_tier: 'default',
      system_fingerprint: 'fp_44709d6fcb',
      choices: [
        {
          index: 0,
          delta: { content: words[index % words.length] },
          logprobs: null,
          finish_reason: null,
        },
      ],
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  });
  return new TextEncoder().encode(`${events.join('')}data: [DONE]\n\n`);
}

function piecesOf(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(bytes.subarray(at, at + PIECE));
  return pieces;
}

/** Bytes -> text -> events -> JSON, and nothing else: no stream, no check, no error, no end. */
function parserAlone(pieces, count) {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]' && JSON.parse(data).choices[0].delta.content) count();
    },
  });
  for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }));
}

/** A chunk of an answer -> its text at who subscribes, against the parser and JSON.parse alone. */
export async function sse({ rounds }) {
  const pieces = piecesOf(answer());
  const fetch = () => {
    let next = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (next < pieces.length) controller.enqueue(pieces[next++]);
        else controller.close();
      },
    });
    return Promise.resolve(
      new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    );
  };
  const smartflow = createSmartflow({ baseUrl: 'http://gateway.test', fetch });
  let deltas = 0;
  const count = () => {
    deltas++;
  };
  const ours = () =>
    new Promise((complete, error) => {
      smartflow.streamChat('Hi').subscribe({ next: count, complete, error });
    });
  const alone = () => parserAlone(pieces, count);

  const times = [[], []];
  for (let round = -5; round < rounds; round++) {
    for (const [index, task] of [ours, alone].entries()) {
      const start = process.cpuUsage();
      await task();
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) times[index].push(((user + system) * 1_000) / CHUNKS);
    }
  }
  if (deltas !== 2 * CHUNKS * (rounds + 5)) throw new Error(`${deltas} deltas`);
  const [oursNs, aloneNs] = times.map(median);
  return { nsPerChunk: oursNs, aloneNs, ratio: aloneNs / oursNs };
}
