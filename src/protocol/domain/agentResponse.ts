import * as t from 'io-ts';
import { list } from '../codec/list';
import { numeric, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/**
 * What servers put into `response` today. The wire allows any JSON there, so an event is decoded
 * without it; read it with {@link replyText}, or with this codec.
 */
export const GeneralAgentResponse = struct('GeneralAgentResponse', {
  responseParts: list(t.string),
  customerHappinessScore: numeric(0, 1),
  needsSatisfactionScore: numeric(0, 1),
  requestSummary: t.string,
  resolutionStatus: oneOf(
    'resolved',
    'in_progress',
    'requires_escalation',
    'needs_more_info',
    'blocked',
  ),
  suggestedNextActions: list(t.string),
});
export interface GeneralAgentResponse extends t.TypeOf<typeof GeneralAgentResponse> {}
