import { bin } from './bin';

void bin(['demo', ...process.argv.slice(2)]);
