/** Sizes and counts that the protocol fixes. Written here once; client, server, tests and CLI import them. */
export const MESSAGE_MAX = 10_000;
export const PAGE_LIMIT_MAX = 100;
export const PAGE_LIMIT_DEFAULT = 50;
export const FILE_NAME_MAX = 255;
export const TITLE_MAX = 60;
export const SNIPPET_MAX = 280;
export const CITATIONS_MAX = 8;
export const CHOICE_QUESTIONS_MAX = 4;
export const CHOICE_OPTIONS_MIN = 2;
export const CHOICE_OPTIONS_MAX = 4;
export const CHOICE_HEADER_MAX = 12;
export const SKILL_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** How long a server waits for an answer to a confirmation or an interaction, in milliseconds. */
export const PROMPT_EXPIRY_MS = 300_000;

/** How long a client waits before it offers a turn that met `TURN_IN_PROGRESS` once more, in milliseconds. */
export const BUSY_RETRY_MS = 250;

/** The largest frame that every known server reads, in bytes. */
export const FRAME_MAX_BYTES = 1_048_576;
