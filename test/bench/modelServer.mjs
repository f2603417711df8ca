// A server alone in its process, whose model is behind a gateway: tells its address.
import { createSmartflow } from 'smooth-operator-rx/smartflow';
import { smartflowModel, startServer } from 'smooth-operator-rx/server';

const server = await startServer({
  port: 0,
  limits: { turnsPerMinute: Infinity, addressTurnsPerMinute: Infinity },
  model: smartflowModel(createSmartflow({ baseUrl: process.argv[2] }), { model: 'gpt-4o' }),
});

process.on('disconnect', () => process.exit(0));
process.send({ url: server.url });
