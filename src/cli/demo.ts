import { bin } from './bin';
import { smoothOperator } from './smoothOperator';

void bin(smoothOperator, ['demo', ...process.argv.slice(2)]);
