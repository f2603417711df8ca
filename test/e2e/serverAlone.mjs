// A server alone in its process, with the options of its first argument: tells its URL, then what is in
// use beside garbage, in bytes, whenever it is sent something.
import { startServer } from 'smooth-operator-rx/server';

const { url } = await startServer({ port: 0, ...JSON.parse(process.argv[2] ?? '{}') });

process.on('message', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.send(heapUsed + external);
});
process.on('disconnect', () => process.exit(0));
process.send(url);
