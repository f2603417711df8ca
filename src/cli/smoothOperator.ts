import { batchCommand } from './commands/batch';
import { chatCommand } from './commands/chat';
import { demoCommand } from './commands/demo';
import { sendCommand } from './commands/send';
import { serveCommand } from './commands/serve';
import type { Program } from './run';

export const smoothOperator: Program = {
  name: 'smooth-operator',
  description: 'Talk to AI agents over the smooth-operator protocol, and serve one.',
  examples: [
    'smooth-operator demo             watch a conversation, with nothing set up',
    'smooth-operator chat --local     have one',
    'smooth-operator serve            start a server on 127.0.0.1:8787',
    'smooth-operator send "Hello"     ask it one thing',
    'smooth-operator batch in out     ask it what is in a file',
  ],
  commands: [serveCommand, chatCommand, sendCommand, batchCommand, demoCommand],
};
