// npm run live: one streamed turn, client → server → a real provider. Needs a key in the environment:
// SMARTFLOW_GATEWAY_URL with SMARTFLOW_API_KEY, or OPENAI_API_KEY. SMARTFLOW_LIVE_MODEL names the model.
import { lastValueFrom, tap } from 'rxjs';
import { createClient } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { smartflowModel, startServer } from 'smooth-operator-rx/server';
import { createSmartflow } from 'smooth-operator-rx/smartflow';

const { env } = process;
const model = env.SMARTFLOW_LIVE_MODEL || 'gpt-4o-mini';
const hasGateway = env.SMARTFLOW_GATEWAY_URL && env.SMARTFLOW_API_KEY;

if (hasGateway || env.OPENAI_API_KEY) await live();
else {
  console.log(
    'Skipped: a live turn needs OPENAI_API_KEY, or SMARTFLOW_GATEWAY_URL and SMARTFLOW_API_KEY.',
  );
}

async function live() {
  // Both may be set: a gateway without its key is not what was meant.
  const smartflow = createSmartflow({
    env: hasGateway ? env : { ...env, SMARTFLOW_GATEWAY_URL: undefined },
  });
  const server = await startServer({
    port: 0,
    knowledge: [],
    model: smartflowModel(smartflow, { model }),
  });
  const client = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
  const start = performance.now();
  let pieces = 0;
  let firstMs;
  try {
    const session = client.session({ agentId: '6f1c1f0e-0000-4000-8000-000000000000' });
    const last = await lastValueFrom(
      session.turn('Count from one to ten, in words.').pipe(
        tap((event) => {
          if (event.type !== 'stream_token') return;
          pieces++;
          firstMs ??= performance.now() - start;
          process.stdout.write(event.data.token);
        }),
      ),
    );
    const { usage } = last.data.data;
    console.log(
      `\n${model}, ${smartflow.mode}: ${pieces} pieces, the first after ${Math.round(firstMs)} ms; ` +
        `usage ${JSON.stringify(usage ?? 'not told')}`,
    );
    if (pieces < 2) throw new Error('The answer was not streamed.');
  } catch (error) {
    console.error(`live: ${error.message}`);
    process.exitCode = 1;
  } finally {
    client.close();
    await server.close();
    smartflow.close();
  }
}
