/** A block of what a tool answers, as MCP has them. */
export interface McpContent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A tool behind the gateway. */
export interface FakeMcpTool {
  readonly description: string;
  /** JSON Schema. @defaultValue any object */
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  /**
   * What it answers: a text, or blocks. When it throws, its answer is a failure of the tool.
   *
   * @param credentials - the headers that were passed through to its server
   */
  readonly call: (
    args: Readonly<Record<string, unknown>>,
    credentials: Readonly<Record<string, string>>,
  ) => string | readonly McpContent[];
}

/** An MCP server behind the gateway. */
export interface FakeMcpServer {
  readonly tools: Readonly<Record<string, FakeMcpTool>>;
  /** Whether it replies in JSON or in an event stream. @defaultValue 'json' */
  readonly replies?: 'json' | 'sse';
}

/** MCP servers by the names that their paths begin with. */
export type FakeMcpServers = Readonly<Record<string, FakeMcpServer>>;

const NUMBERS = {
  type: 'object',
  properties: { a: { type: 'number' }, b: { type: 'number' } },
  required: ['a', 'b'],
};

/** The servers of a gateway without a script. */
export const DEFAULT_MCP_SERVERS: FakeMcpServers = {
  calculator: {
    tools: {
      add: {
        description: 'Adds two numbers.',
        inputSchema: NUMBERS,
        call: ({ a, b }) => String(Number(a) + Number(b)),
      },
      divide: {
        description: 'Divides a number by another.',
        inputSchema: NUMBERS,
        call: ({ a, b }) => {
          if (b === 0) throw new Error('Nothing can be divided by 0.');
          return String(Number(a) / Number(b));
        },
      },
    },
  },
  letters: {
    replies: 'sse',
    tools: {
      reverse: {
        description: 'Reverses a text.',
        call: ({ text }) => Array.from(String(text)).reverse().join(''),
      },
    },
  },
};
