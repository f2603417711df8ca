import { it } from 'vitest';
import { lastValueFrom, toArray } from 'rxjs';
import { documentKnowledge } from '../../src/server/knowledge';
import { seedKnowledge } from '../../src/server/knowledge/seed';
import { extractiveModel } from '../../src/server/models/extractive/extractiveModel';
import { issueRefund } from '../../src/server/tools/issueRefund';
import { questionOf } from '../../src/server/text/question';
const k = documentKnowledge(seedKnowledge());
const m = extractiveModel();
const convs = [
  ['How long do I have to return an order?', 'And does that also hold for sale items?', 'What did I ask before?', 'how long was that again?', 'Please refund order 1234, $25.50'],
  ['What is your return policy?', 'What about shipping?', 'and expedited?', 'How much does it cost?'],
  ['How long does shipping take?', 'Where is my order?', 'Can I change the address?', 'thanks!'],
  ['Hello', 'My order number is 9876.', 'What is my order number?', 'Refund it please', '$12', 'Refund order 9876, 12 dollars'],
  ['What is the capital of France?', 'How do I cook pasta?', 'What days are you open?', 'Do you sell blenders?', 'my blender arrived broken', 'Is postage free?', 'Which countries do you ship to?', 'Can you refund order 1234?', 'Can I return a gift card?'],
  ['How do refunds work?', 'When do I get my money back?', 'can I send back a blender I bought on sale?', 'What is the return window?','How many days do I have to send something back?', 'Do you deliver to Brazil?','Where is my order?','i want to return my order','Tell me about returns'],
];
it('x', async () => {
  for (const c of convs) {
    const messages: any[] = [];
    for (const text of c) {
      messages.push({ role: 'user', content: text });
      const documents = await lastValueFrom(k.retrieve(questionOf(messages)));
      const out = await lastValueFrom(m.complete({ messages, tools: [issueRefund()], maxTokens: 1, documents }).pipe(toArray()));
      const said = out.map((o: any) => o.kind === 'token' ? o.text : o.kind === 'toolCall' ? JSON.stringify(o) : '').join('');
      console.log('> ' + text + '\n    ' + said + '   [' + documents.map(d => d.documentId.slice(9,12) + d.score.toFixed(1)) + ']');
      messages.push({ role: 'assistant', content: said });
    }
  }
});
