import * as t from 'io-ts';
import { list, numeric, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** The shape that agents answer in by default; an agent may have another. Scores are from 0 to 1. */
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
