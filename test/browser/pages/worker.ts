import { createClient, reply } from 'smooth-operator-rx';

interface Request {
  readonly url: string;
  readonly agentId: string;
  readonly message: string;
}

/** No page, but a worker of one: posts the answer to what it is posted. */
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  const { url, agentId, message } = data;
  createClient({ url })
    .session({ agentId })
    .turn(message)
    .pipe(reply())
    .subscribe(({ text }) => {
      postMessage(text);
    });
});
