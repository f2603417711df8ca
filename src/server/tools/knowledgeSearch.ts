import { map, take } from 'rxjs';
import type { Knowledge } from '../knowledge';
import type { Tool } from '../tools';

/**
 * The tool that lets a model look for more than was found for the message as it stands. What it
 * finds is cited in the reply.
 */
export function knowledgeSearch(knowledge: Knowledge): Tool {
  return {
    name: 'knowledge_search',
    description: 'Searches the documents for more than you were given.',
    parameters: {
      type: 'object',
      properties: { query: { type: 'string', description: 'What to look for, in a few words.' } },
      required: ['query'],
    },
    run: ({ query }, context) => {
      if (typeof query !== 'string' || query.trim() === '') {
        throw new Error('query must be a text');
      }
      return knowledge.retrieve({ text: query, context: [] }).pipe(
        take(1),
        map((passages) => {
          context.cite(passages);
          return (
            passages.map(({ title, text }) => `${title}: ${text}`).join('\n\n') ||
            'Nothing was found.'
          );
        }),
      );
    },
  };
}
