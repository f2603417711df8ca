import { concat, defer, from, type Observable } from 'rxjs';
import { flatMap } from '../flatMap';
import type { ModelOutput } from '../model';
import { tidied, type Sieve } from './replies';
import { RepliesBlock } from './repliesBlock';
import { RepliesList } from './repliesList';

/** What a model is told, so that it ends with replies to offer. */
export const ASK_FOR_REPLIES =
  'When it helps the user to go on, end with up to four short replies they may want to give next, in this form and nothing after it: <suggested_replies>["…","…"]</suggested_replies>';

/**
 * Takes the suggested replies out of what a model says, however they are cut into tokens, and
 * tells them at its end.
 *
 * ```
 * in    -a-b-<s-ug-..-/>-(u|)       tokens, usage
 * out   -a-b--------------(us|)     s suggestions
 * ```
 *
 * Text that may be the beginning of them waits until it cannot be, at the latest until the end.
 */
export function suggestedReplies(): (said$: Observable<ModelOutput>) => Observable<ModelOutput> {
  return (said$) =>
    defer(() => {
      const block = new RepliesBlock();
      const list = new RepliesList();
      const shown = (text: string): ModelOutput[] => (text === '' ? [] : [{ kind: 'token', text }]);
      const offered = (replies: readonly string[]): ModelOutput[] => [
        { kind: 'suggestions', replies: tidied(replies) },
      ];
      return concat(
        said$.pipe(
          flatMap((output) => {
            if (output.kind === 'token') return shown(list.push(block.push(output.text)));
            return output.kind === 'suggestions' ? offered(output.replies) : [output];
          }),
        ),
        defer(() => {
          const text = list.push(block.end()) + list.end();
          const found = foundBy(block) ?? foundBy(list);
          return from([...shown(text), ...(found ? offered(found) : [])]);
        }),
      );
    });
}

/** A list of nothing is no offer. */
function foundBy({ found }: Sieve): readonly string[] | undefined {
  return found && found.length > 0 ? found : undefined;
}
