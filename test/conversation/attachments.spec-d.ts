import { NEVER, type Observable } from 'rxjs';
import {
  attachments,
  type Attachments,
  type Message,
  type Session,
  type TurnEvent,
} from 'smooth-operator-rx';
import { fileAttachments, pullHistory } from 'smooth-operator-rx/node';
import type { ConversationMessage } from 'smooth-operator-rx/protocol';
import { describe, expectTypeOf, it } from 'vitest';

declare const session: Session;
declare const file: File;
declare const attached: Attachments;

describe('attachments', () => {
  it('give what a message takes', () => {
    expectTypeOf(attachments(file)).toEqualTypeOf<Observable<Attachments>>();
    expectTypeOf(fileAttachments('a.txt')).toEqualTypeOf<Observable<Attachments>>();
    expectTypeOf({ message: 'Hi', ...attached }).toExtend<Message>();
    expectTypeOf(session.turn({ message: 'Hi', ...attached })).toEqualTypeOf<
      Observable<TurnEvent>
    >();
  });

  it('take blobs, or paths, each with more to say', () => {
    void attachments(file, new Blob(), { blob: file, name: 'a', detail: 'low' });
    void fileAttachments('a', new URL('file:///a'), { path: 'a', mimeType: 'text/plain' });
    // @ts-expect-error -- a path is read by smooth-operator-rx/node
    void attachments('a.txt');
    // @ts-expect-error -- there are three details
    void attachments({ blob: file, detail: 'very' });
    // @ts-expect-error -- a blob is read by smooth-operator-rx
    void fileAttachments(file);
  });
});

describe('session.turn', () => {
  it('takes what belongs to a message, and nothing else', () => {
    void session.turn({
      message: 'Hi',
      skill: 's',
      model: 'm',
      stream: true,
      images: [],
      files: [],
    });
    // @ts-expect-error -- the client chooses the id
    void session.turn({ message: 'Hi', requestId: 'mine' });
    // @ts-expect-error -- there is no such policy
    void session.turn('Hi', { whenBusy: 'later' });
  });
});

describe('the history', () => {
  it('is pushed, or pulled', () => {
    expectTypeOf(session.history({ pageSize: 5, more$: NEVER })).toEqualTypeOf<
      Observable<ConversationMessage>
    >();
    expectTypeOf(pullHistory(session, { pageSize: 5 })).toExtend<
      AsyncIterable<ConversationMessage>
    >();
  });
});
