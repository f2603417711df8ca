// Small refunds are approved by the program, others denied. Run: node examples/approve-writes.mjs
import { concatMap, finalize, from } from 'rxjs';
import { confirmWrites, createClient, reply } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { startServer } from 'smooth-operator-rx/server';

const server = await startServer({ port: 0, confirmTools: ['refund'] });
const client = createClient({ url: server.url, socket: nodeSocket() });
const session = client.session({ agentId: '6f1c0f52-3d0e-4b5c-9a77-1d2b8c4e90a5' });

/** The decision may also be a Promise or an Observable: a dialog, a form, a colleague. */
const isSmall = confirmWrites(({ actionDescription }) => {
  const amount = Number(/\d+\.\d\d/.exec(actionDescription)?.[0]);
  const approved = amount <= 50;
  console.log(`${approved ? 'approved' : 'denied'}: ${actionDescription}`);
  return approved;
});

from(['Please refund order 1234, $25.50', 'Please refund order 5678, $2550.00'])
  .pipe(
    concatMap((message) => session.turn(message).pipe(isSmall, reply())),
    finalize(() => {
      client.close();
      void server.close();
    }),
  )
  .subscribe(({ text }) => {
    console.log(`agent: ${text}\n`);
  });
