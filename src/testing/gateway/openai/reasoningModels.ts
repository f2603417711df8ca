import type { Handler } from '../call';
import { refuse } from '../http/problem';

/** OpenAI's own models that reason are particular about what they are asked with; others do not mind. */
export function withReasoningModels(handler: Handler): Handler {
  return (call) => {
    const { model, max_tokens, temperature } = (call.request.body ?? {}) as Record<string, unknown>;
    if (typeof model === 'string' && /^o\d/.test(model)) {
      if (max_tokens !== undefined) {
        refuse(
          400,
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          'unsupported_parameter',
        );
      }
      if (temperature !== undefined && temperature !== 1) {
        refuse(
          400,
          "Unsupported value: 'temperature' does not support that value with this model. Only the default (1) value is supported.",
          'unsupported_value',
        );
      }
    }
    return handler(call);
  };
}
