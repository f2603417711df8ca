// A gateway alone in its process, whose model answers at once: tells its address.
import { startFakeGateway } from 'smooth-operator-rx/testing';

const gateway = await startFakeGateway({ model: () => ['The item', ' can be returned.'] });

process.on('disconnect', () => process.exit(0));
process.send({ url: gateway.proxy.url });
