import { finalize } from 'rxjs';
import { createClient, tokens } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { startServer } from 'smooth-operator-rx/server';

const server = await startServer({ port: 0 }); // answers from its own documents, no key needed
const client = createClient({ url: server.url, socket: nodeSocket() });
const session = client.session({ agentId: '6f1c0f52-3d0e-4b5c-9a77-1d2b8c4e90a5' });

session
  .turn('How long do I have to return an item?')
  .pipe(
    tokens(),
    finalize(() => {
      client.close();
      void server.close();
    }),
  )
  .subscribe((token) => process.stdout.write(token));
