import type { Command } from 'commander';
import type { Observable } from 'rxjs';
import type { Io } from './io';

/** What a command does: cold, emits its exit code, stops what it does when unsubscribed from. */
export type Running = Observable<number>;

/** Hands over what the command line asks for; nothing has started by then. */
export type Start = (running: Running) => void;

/** Adds a command to a program, and returns it. */
export type AddCommand = (program: Command, io: Io, start: Start) => Command;
