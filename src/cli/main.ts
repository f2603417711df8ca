#!/usr/bin/env node
import { bin } from './bin';
import { smoothOperator } from './smoothOperator';

void bin(smoothOperator, process.argv.slice(2));
