import type { Command } from 'commander';
import { map, of, type Observable } from 'rxjs';
import type { Message } from '../index';
import { fileAttachments } from '../node';

/** What can go with a message. */
export interface MessageOptions {
  readonly model?: string;
  readonly skill?: string;
  readonly attach?: readonly string[];
}

export function withMessageOptions(command: Command): Command {
  return command
    .option('--model <name>', 'the model that is to answer, of those the server has')
    .option('--skill <name>', 'the skill to answer with, of those the server has')
    .option('--attach <file...>', 'send files along: pictures, texts, up to 0.7 MB in all');
}

/** The message with what goes with it. Cold: files are read when it is subscribed to, and once. */
export function messageOf(
  message: string,
  { model, skill, attach = [] }: MessageOptions,
): Observable<Message> {
  const attached$ = attach.length === 0 ? of({}) : fileAttachments(...attach);
  return attached$.pipe(
    map((attached) => ({
      message,
      ...(model !== undefined && { model }),
      ...(skill !== undefined && { skill }),
      ...attached,
    })),
  );
}
