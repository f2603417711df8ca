// Four agents make a report, each of what the last one wrote. Run: npm run example examples/smartflow-research.ts [quick|standard|deep]
import { firstValueFrom, from, last, map, mergeScan, tap } from 'rxjs';
import { createSmartflow, SmartflowAgent } from 'smooth-operator-rx/smartflow';
import { startFakeGateway } from 'smooth-operator-rx/testing';

const gateway = await startFakeGateway({
  model: ({ messages, text }) => {
    const [system] = messages;
    return `${system?.text.split('.')[0]}, of ${text.length} characters.`;
  },
});
const smartflow = createSmartflow({
  baseUrl: gateway.proxy.url,
  managementPort: gateway.management.port,
  compliancePort: gateway.compliance.port,
});

/** What each agent has written, by its name. */
type Texts = Readonly<Record<string, string>>;

interface Member {
  readonly name: string;
  readonly systemPrompt: string;
  readonly temperature: number;
  readonly task: (topic: string, written: Texts) => string;
}

/** Who works, in order, and what each makes of what is there. */
const STAFF: readonly Member[] = [
  {
    name: 'Researcher',
    systemPrompt: 'Findings. You gather facts: the state of things, what is new, who matters.',
    temperature: 0.7,
    task: (topic) => `Research this topic: ${topic}`,
  },
  {
    name: 'Analyst',
    systemPrompt: 'Insights. You find the patterns that are not plain to see, risks and chances.',
    temperature: 0.7,
    task: (_, { Researcher }) => `What follows from these findings?\n\n${Researcher}`,
  },
  {
    name: 'Writer',
    systemPrompt: 'Report. You write for those who decide, with the main point first.',
    temperature: 0.7,
    task: (_, { Researcher, Analyst }) =>
      `Write a report.\n\nFINDINGS\n${Researcher}\n\nINSIGHTS\n${Analyst}`,
  },
  {
    name: 'Editor',
    systemPrompt: 'Polished report. You mend what is wrong or unclear, and change nothing else.',
    temperature: 0.3,
    task: (_, { Researcher, Writer }) =>
      `Edit this report:\n\n${Writer}\n\nIts sources, to check the facts:\n${Researcher}`,
  },
];

/** How many of the staff a depth takes. */
const DEPTHS = new Map([
  ['quick', 1],
  ['standard', 3],
  ['deep', 4],
]);

const topic = 'what agents change in how software is made';
const depth = process.argv[2] ?? 'deep';
const staff = STAFF.slice(0, DEPTHS.get(depth));

const nothingYet: Texts = {};

const texts = await firstValueFrom(
  from(staff).pipe(
    // One after the other, for each sees what all before have written.
    mergeScan(
      (written, { name, systemPrompt, temperature, task }) =>
        new SmartflowAgent({
          client: smartflow,
          name,
          systemPrompt,
          temperature,
          userId: 'research',
          orgId: 'analytics',
          conversationId: `report-${depth}`,
        })
          .chat(task(topic, written))
          .pipe(map((text) => ({ ...written, [name]: text }))),
      nothingYet,
      1,
    ),
    tap((written) => {
      console.log(`${Object.keys(written).at(-1)} is done`);
    }),
    last(),
  ),
);

console.log(`\ntopic:  ${topic}`);
console.log(`agents: ${Object.keys(texts).join(' -> ')}`);
console.log(`${Object.values(texts).at(-1)}\n`);

// What the gateway has on record, the newest first.
const logs = await firstValueFrom(smartflow.getLogs({ limit: 10 }));
console.log('audit trail:');
for (const { model, tokens_used, cached } of logs) {
  console.log(`  ${model}, ${tokens_used} tokens${cached ? ', cached' : ''}`);
}

smartflow.close();
await gateway.close();
