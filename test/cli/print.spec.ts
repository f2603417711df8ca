import { describe, expect, it } from 'vitest';
import type { TurnEvent } from 'smooth-operator-rx';
import { operatorError } from 'smooth-operator-rx/protocol';
import { event } from 'smooth-operator-rx/testing';
import { oneLine, paintFor, printable } from '../../src/cli/paint';
import { turnView } from '../../src/cli/print';
import { fakeIo } from './fakeIo';

const plain = paintFor(fakeIo().io.stdout, { env: {} });
const cited = [{ id: 'd', title: 'returns.md', snippet: 'Within\n17 days.', score: 1 }];

function viewed(events: readonly object[], { live = true } = {}) {
  let answer = '';
  let aside = '';
  const view = turnView({
    answer: (text) => (answer += text),
    aside: (text) => (aside += text),
    paint: plain,
    speaker: 'agent> ',
    live,
  });
  for (const one of events) view.show(one as TurnEvent);
  return { answer: () => answer, aside: () => aside, view };
}

describe('a live view of a turn', () => {
  it('shows tokens as they come, after the name of who speaks', () => {
    const { answer } = viewed([
      event.accepted('r1'),
      event.streamToken('r1', 'Hel'),
      event.streamToken('r1', 'lo'),
    ]);
    expect(answer()).toBe('agent> Hello');
  });

  it('does not repeat a reply that was streamed, and lists what it rests on', () => {
    const { answer, aside } = viewed([
      event.streamToken('r1', 'Hello'),
      event.eventualResponse('r1', { text: 'Hello', citations: cited }),
    ]);
    expect(answer()).toBe('agent> Hello\n');
    expect(aside()).toBe('  [1] returns.md\n      Within 17 days.\n');
  });

  it('shows the reply again where it differs from the tokens: the reply counts', () => {
    const { answer } = viewed([
      event.streamToken('r1', 'Helo'),
      event.eventualResponse('r1', { text: 'Hello' }),
    ]);
    expect(answer()).toBe('agent> Helo\nagent> Hello\n');
  });

  it('shows what tools are asked, and what they say, between the lines of the answer', () => {
    const { answer, aside } = viewed([
      event.streamToken('r1', 'Let me see.'),
      event.toolCall('r1', 'lookup', '{"id":7}'),
      event.toolResult('r1', 'lookup', 'found'),
      event.toolResult('r1', 'refund', 'Denied by human: no', true),
      event.streamToken('r1', '\n\n'),
      event.streamToken('r1', 'Found.'),
    ]);
    expect(answer()).toBe('agent> Let me see.\nagent> Found.');
    expect(aside()).toBe(
      '  tool lookup {"id":7}\n  done lookup: found\n  not done refund: Denied by human: no\n',
    );
  });

  it('says when an answer was found in the history', () => {
    const { answer, aside } = viewed([
      { ...event.eventualResponse('r1', { text: 'Hello' }), recovered: true },
    ]);
    expect(answer()).toBe('agent> Hello\n');
    expect(aside()).toBe('  (found in the history: it was lost on its way)\n');
  });

  it('says when the turn was stopped, by whomever', () => {
    const { aside, view } = viewed([event.cancelled('r1')]);
    view.stop();
    expect(aside()).toBe('  (stopped)\n  (stopped)\n');
  });

  it('tells an error once, be it an event, the end of the turn, or both', () => {
    const refused = event.error('r1', 'INTERNAL_ERROR', 'It broke.');
    const { aside, view } = viewed([refused]);
    view.fail(
      operatorError('failed', 'INTERNAL_ERROR', 'It broke.', { event: refused, requestId: 'r1' }),
    );
    expect(aside()).toBe('  It broke. (INTERNAL_ERROR)\n');
    view.fail(operatorError('offline', 'OFFLINE', 'The connection is down.', {}));
    expect(aside()).toBe('  It broke. (INTERNAL_ERROR)\n  The connection is down.\n');
  });

  it('shows a preamble beside the answer, and leaves reasoning and keepalives out', () => {
    const { answer, aside } = viewed([
      event.streamPreamble('r1', 'One moment.'),
      event.streamReasoning('r1', 'hm'),
      event.keepalive('r1'),
    ]);
    expect(answer()).toBe('');
    expect(aside()).toBe('One moment.\n');
  });
});

it('a view that is not live shows the whole reply alone', () => {
  const { answer } = viewed(
    [
      event.streamPreamble('r1', 'One moment.'),
      event.streamToken('r1', 'Hel'),
      event.eventualResponse('r1', { text: 'Hello' }),
    ],
    { live: false },
  );
  expect(answer()).toBe('agent> Hello\n');
});

describe('text from elsewhere', () => {
  it('cannot move a cursor or recolour a screen', () => {
    expect(printable('a\x1b[2Jb\x07c\r\n\td\u009b1m')).toBe('a[2Jbc\n\td1m');
  });

  it('is cut between characters, not within them', () => {
    expect(oneLine(' a\n b ', 10)).toBe('a b');
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
  });
});

describe('paint', () => {
  const painted = (tty: 'stdout'[], env = {}) => {
    const { io } = fakeIo({ tty, env });
    return paintFor(io.stdout, io).bold('x');
  };

  it('colours on a terminal alone', () => {
    expect(painted(['stdout'])).toBe('\x1b[1mx\x1b[22m');
    expect(painted([])).toBe('x');
  });

  it('respects NO_COLOR and terminals that know none', () => {
    expect(painted(['stdout'], { NO_COLOR: '1' })).toBe('x');
    expect(painted(['stdout'], { TERM: 'dumb' })).toBe('x');
    expect(painted(['stdout'], { NO_COLOR: '' })).toBe('\x1b[1mx\x1b[22m');
  });
});
