/** A document the agent can answer from: plain text or Markdown. */
export interface KnowledgeDocument {
  /** Names the document: a path, a key. Each must be unique. */
  readonly id: string;
  /** @defaultValue the id */
  readonly title?: string;
  readonly text: string;
  /** Where a reader finds it. Cited only when it is an `http` or `https` address. */
  readonly url?: string;
}

/** A paragraph of a document, under the headings it stands below. */
export interface Paragraph {
  readonly headings: string;
  readonly text: string;
}

/** Cuts a document at its blank lines. Headings belong to the paragraphs below them. */
export function paragraphs(text: string): Paragraph[] {
  const found: Paragraph[] = [];
  const headings: string[] = [];
  let lines: string[] = [];

  const end = () => {
    if (lines.length > 0)
      found.push({ headings: headings.filter(Boolean).join(' '), text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading?.[1] && heading[2] !== undefined) {
      end();
      headings.length = Math.min(headings.length, heading[1].length - 1);
      headings[heading[1].length - 1] = heading[2];
    } else if (line.trim() === '') end();
    else lines.push(line.trim());
  }
  end();
  return found;
}
