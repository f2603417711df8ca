#!/usr/bin/env node
import { bin } from './bin';

void bin(process.argv.slice(2));
