const FRONT_MATTER = /^---[ \t]*\r?\n(?:[^]*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** A Markdown text without the YAML that its first lines may hold between two `---`. */
export function withoutFrontMatter(text: string): string {
  return text.replace(FRONT_MATTER, '').trim();
}
