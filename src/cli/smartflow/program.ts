import type { Program } from '../run';
import { chatCommand } from './chat';
import { configureCommand } from './configure';
import { statusCommand } from './status';

export const smartflow: Program = {
  name: 'smartflow',
  description: 'Ask models, through a Smartflow gateway or at their providers.',
  examples: [
    'smartflow configure          say where the gateway is, or give keys',
    'smartflow status             see what is configured, and whether it is reached',
    'smartflow chat "Hello"       ask a model one thing',
  ],
  commands: [configureCommand, statusCommand, chatCommand],
};
