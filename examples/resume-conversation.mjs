// A second client takes up the conversation of the first. Run: node examples/resume-conversation.mjs
import { finalize, firstValueFrom } from 'rxjs';
import { createClient, reply } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { startServer } from 'smooth-operator-rx/server';

const agentId = '6f1c0f52-3d0e-4b5c-9a77-1d2b8c4e90a5';
const server = await startServer({ port: 0 });

const before = createClient({ url: server.url, socket: nodeSocket() });
const first = before.session({ agentId });
await firstValueFrom(first.turn('How long do I have to return an item?').pipe(reply()));
const { conversationId } = await firstValueFrom(first.opened$); // keep it: in a cookie, a URL, a file
before.close();

const after = createClient({ url: server.url, socket: nodeSocket() });
const second = after.session({ agentId, conversationId });
const { text } = await firstValueFrom(second.turn('What was my question again?').pipe(reply()));
const { resumed } = await firstValueFrom(second.opened$);
console.log(`resumed: ${resumed}\nagent: ${text}\n\nThe history, newest first:`);

second
  .history()
  .pipe(
    finalize(() => {
      after.close();
      void server.close();
    }),
  )
  .subscribe(({ direction, content }) => {
    console.log(`  ${direction}: ${content.text}`);
  });
