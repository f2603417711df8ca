#!/usr/bin/env node
import { bin } from '../bin';
import { smartflow } from './program';

void bin(smartflow, process.argv.slice(2));
