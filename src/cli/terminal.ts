import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { filter, merge, Observable, Subject, type Subscriber } from 'rxjs';
import type { Input, Io, Output } from './io';

/** A conversation with the person at the keyboard, or with a file that plays one. */
export interface Terminal {
  /**
   * Asks for one line. Completes without one at the end of the input.
   *
   * @param fresh - a question in the middle of something: what was typed before does not answer it,
   * and a person may type `/cancel` instead
   */
  ask(question: string, fresh?: boolean): Observable<string>;
  /** Asks for what nobody is to see: what is typed is not shown, and cannot be called back. */
  askSecret(question: string): Observable<string>;
  /** Writes, to the terminal's own output unless another is given; a question that waits is moved below. */
  readonly say: (text: string, to?: Output) => void;
  /** Ctrl-C, however it arrives, and `/cancel`. */
  readonly interrupts$: Observable<unknown>;
}

interface Asked {
  readonly question: string;
  readonly fresh: boolean;
  readonly isSecret: boolean;
  readonly subscriber: Subscriber<string>;
}

/**
 * Takes the input for as long as it is subscribed to, and emits the terminal once.
 *
 * @param output - where questions are asked
 */
export function openTerminal(
  { stdin, signals$ }: Pick<Io, 'stdin' | 'signals$'>,
  output: Output,
): Observable<Terminal> {
  return new Observable<Terminal>((subscriber) => {
    const isInteractive = isPerson(stdin, output);
    const lines = createInterface({
      input: stdin,
      ...(isInteractive && { output: veiled(output, () => asked?.isSecret === true) }),
      terminal: isInteractive,
      prompt: '',
    });
    const interrupts$ = new Subject<unknown>();
    const typedAhead: string[] = [];
    let asked: Asked | undefined;
    let hasEnded = false;

    const answer = (line: string) => {
      const { question, isSecret, subscriber: asker } = asked ?? {};
      asked = undefined;
      lines.setPrompt('');
      if (isSecret) output.write('\n');
      // Where nobody types, nothing is echoed: what is written then reads as if somebody had.
      else if (!isInteractive) output.write(`${question ?? ''}${line}\n`);
      asker?.next(line);
      asker?.complete();
    };
    lines.on('line', (line) => {
      const isBusy = !asked || asked.fresh;
      if (isInteractive && isBusy && line.trim() === '/cancel') interrupts$.next(true);
      else if (asked) answer(line);
      else typedAhead.push(line);
    });
    lines.on('history', (history) => {
      if (asked?.isSecret) history.shift();
    });
    lines.on('SIGINT', () => {
      interrupts$.next(true); // a terminal in raw mode types Ctrl-C instead of signalling it
    });
    lines.on('close', () => {
      hasEnded = true;
      if (asked && isInteractive) output.write('\n');
      asked?.subscriber.complete();
    });

    const ask = (question: string, fresh: boolean, isSecret: boolean) =>
      new Observable<string>((asker) => {
        if (fresh && isInteractive) typedAhead.length = 0;
        if (isSecret) output.write(question);
        asked = { question, fresh, isSecret, subscriber: asker };
        const ahead = typedAhead.shift();
        if (ahead !== undefined) {
          if (isInteractive && !isSecret) output.write(`${question}${ahead}\n`);
          answer(ahead);
        } else if (hasEnded) asker.complete();
        else if (isInteractive) {
          lines.setPrompt(question);
          lines.prompt(true);
        }
        return () => {
          if (asked?.subscriber !== asker) return;
          asked = undefined;
          lines.setPrompt('');
          if (isInteractive && !hasEnded) output.write('\n');
        };
      });
    subscriber.next({
      ask: (question, fresh = false) => ask(question, fresh, false),
      askSecret: (question) => ask(question, false, true),
      say: (text, to = output) => {
        const isMoved = asked !== undefined && isInteractive;
        if (isMoved) output.write('\r\x1b[J');
        to.write(text);
        if (isMoved) lines.prompt(true);
      },
      interrupts$: merge(interrupts$, signals$.pipe(filter((signal) => signal === 'SIGINT'))),
    });
    return () => {
      lines.removeAllListeners('close');
      lines.close();
    };
  });
}

/** The output for what is typed, as long as that may be seen. */
function veiled(output: Output, isVeiled: () => boolean): Writable {
  const screen = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      if (!isVeiled()) output.write(chunk);
      done();
    },
  });
  // Readline asks how wide the screen is, and hears when that changes.
  const onResize = () => screen.emit('resize');
  output.on('resize', onResize);
  screen.once('close', () => output.off('resize', onResize));
  return Object.defineProperties(screen, {
    isTTY: { value: true },
    columns: { get: () => (output as { readonly columns?: number }).columns },
  });
}

/** Whether a person reads the questions and types the answers. */
export function isPerson(input: Input, output: Output): boolean {
  return input.isTTY === true && output.isTTY === true;
}
