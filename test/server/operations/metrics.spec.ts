import { of, throwError } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { register } from 'prom-client';
import { metricsOf } from '../../../src/server/metrics/metrics';
import type { LogEntry } from '../../../src/server';
import { callsThenTells, confirm, connect, modelOf, open, say, service, token, tool } from '../kit';
import { plain, refusal, start, stopAll, Wire } from '../wire';

afterEach(stopAll);

/** The samples of a text of figures, by name and labels. */
function samplesIn(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

const turn = (fields: Partial<Extract<LogEntry, { kind: 'turn' }>>): LogEntry => ({
  kind: 'turn',
  connectionId: 'c',
  sessionId: 's',
  requestId: 'r',
  outcome: 'completed',
  durationMs: 3_000,
  ...fields,
});

describe('the figures', () => {
  it('count turns by outcome, tokens, and how long both took', async () => {
    const metrics = metricsOf({ sentBytes: 0 });
    const usage = { promptTokens: 10, completionTokens: 4 };
    metrics.tell(turn({ firstTokenMs: 200, usage }));
    metrics.tell(turn({ firstTokenMs: 700, usage, durationMs: 20 }));
    metrics.tell(turn({ outcome: 'cancelled' }));
    const samples = samplesIn(await metrics.text());
    expect(Object.fromEntries(samples)).toMatchObject({
      'smooth_operator_turns_total{outcome="completed"}': 2,
      'smooth_operator_turns_total{outcome="cancelled"}': 1,
      'smooth_operator_tokens_total{kind="prompt"}': 20,
      'smooth_operator_tokens_total{kind="completion"}': 8,
      smooth_operator_first_token_seconds_count: 2,
      'smooth_operator_first_token_seconds_bucket{le="0.25"}': 1,
      'smooth_operator_first_token_seconds_bucket{le="1"}': 2,
      'smooth_operator_turn_seconds_bucket{le="0.1",outcome="completed"}': 1,
      'smooth_operator_turn_seconds_sum{outcome="cancelled"}': 3,
    });
  });

  it('know how many are connected, and how many turns wait for whom', async () => {
    const metrics = metricsOf({ sentBytes: 0 });
    const connectionId = 'c';
    metrics.tell({ kind: 'connected', connectionId });
    metrics.tell({ kind: 'connected', connectionId });
    metrics.tell({ kind: 'disconnected', connectionId });
    metrics.tell({ kind: 'parked', sessionId: 's', park: 'confirmation' });
    metrics.tell({ kind: 'parked', sessionId: 't', park: 'confirmation' });
    metrics.tell({ kind: 'resumed', sessionId: 's', park: 'confirmation', ending: 'expired' });
    const samples = samplesIn(await metrics.text());
    expect(samples.get('smooth_operator_connections')).toBe(1);
    expect(samples.get('smooth_operator_parked_turns{kind="confirmation"}')).toBe(1);
    expect(samples.get('smooth_operator_parks_total{kind="confirmation",ending="expired"}')).toBe(
      1,
    );
  });

  it('are read from what went out, however often they are asked for', async () => {
    const traffic = { sentBytes: 5 };
    const metrics = metricsOf(traffic);
    expect(samplesIn(await metrics.text()).get('smooth_operator_sent_bytes_total')).toBe(5);
    traffic.sentBytes = 12;
    await metrics.text();
    expect(samplesIn(await metrics.text()).get('smooth_operator_sent_bytes_total')).toBe(12);
  });

  it('of two servers in one process are apart, and away from the global registry', async () => {
    const [one, two] = [service(), service()];
    const client = connect(one);
    client.send({ action: 'ping' });
    expect(samplesIn(await one.measured.text()).get('smooth_operator_connections')).toBe(1);
    expect(samplesIn(await two.measured.text()).get('smooth_operator_connections')).toBe(0);
    expect(register.getMetricsAsArray()).toEqual([]);
    client.leave();
  });

  it('follow a turn that waits for a person, from the outside', async () => {
    const on = service({
      model: callsThenTells('write_it'),
      tools: [tool('write_it', () => 'written')],
      confirmTools: ['write_it'],
    });
    const client = connect(on);
    const { sessionId } = open(client);
    const parked = async () =>
      samplesIn(await on.measured.text()).get('smooth_operator_parked_turns{kind="confirmation"}');
    client.send(say(sessionId));
    expect(await parked()).toBe(1);
    client.send(confirm(sessionId, true));
    expect(await parked()).toBe(0);
    client.send(say(sessionId));
    client.send({ action: 'cancel' });
    const samples = samplesIn(await on.measured.text());
    expect(samples.get('smooth_operator_parks_total{kind="confirmation",ending="answered"}')).toBe(
      1,
    );
    expect(samples.get('smooth_operator_parks_total{kind="confirmation",ending="dropped"}')).toBe(
      1,
    );
    expect(samples.get('smooth_operator_turns_total{outcome="cancelled"}')).toBe(1);
  });
});

describe('/metrics', () => {
  it('tells Prometheus what the server did', async () => {
    let fails = false;
    const model = modelOf(() =>
      fails
        ? throwError(() => new Error('down'))
        : of(token('Yes.'), { kind: 'usage', promptTokens: 7, completionTokens: 2 } as const),
    );
    const { url, port } = await start({ model, limits: { addressConnections: 1 } });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('eventual_response');
    fails = true;
    client.send(say(sessionId));
    await client.until('INTERNAL_ERROR');
    await refusal(url);
    const { status, body } = await plain(port, '/metrics');
    expect(status).toBe(200);
    expect(Object.fromEntries(samplesIn(body))).toMatchObject({
      smooth_operator_connections: 1,
      smooth_operator_failures_total: 1,
      'smooth_operator_turns_total{outcome="completed"}': 1,
      'smooth_operator_turns_total{outcome="failed"}': 1,
      'smooth_operator_tokens_total{kind="prompt"}': 7,
      'smooth_operator_errors_sent_total{code="INTERNAL_ERROR"}': 1,
      'smooth_operator_upgrades_refused_total{status="429"}': 1,
    });
    expect(samplesIn(body).get('smooth_operator_sent_bytes_total')).toBeGreaterThan(500);
    expect(body).toContain('# HELP smooth_operator_turns_total');
  });

  it('can be switched off', async () => {
    const { port } = await start({ metrics: false });
    expect((await plain(port, '/metrics')).status).toBe(404);
  });
});
