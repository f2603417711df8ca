// The server alone in its process, with a model that costs nothing: tells its port, then its CPU whenever asked.
import { scriptedModel, startServer } from 'smooth-operator-rx/server';

const ANSWER = { kind: 'text', text: 'The item can be returned within seventeen days.' };
// No limit is met, and each is watched.
const limits = { turnsPerMinute: 1_000_000, addressTurnsPerMinute: 1_000_000 };
const server = await startServer({
  port: 0,
  limits,
  model: scriptedModel(new Array(Number(process.argv[2])).fill(ANSWER)),
});

process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit(0));
process.send({ url: server.url });
