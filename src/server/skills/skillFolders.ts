import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { concatMap, defaultIfEmpty, defer, find, from, map, of, type Observable } from 'rxjs';
import { SKILL_PATTERN } from '../../protocol';
import type { Skills } from '../skills';
import { withoutFrontMatter } from './frontMatter';

/** The largest skill that is read, in bytes. */
const SKILL_MAX_BYTES = 65_536;

/**
 * Skills kept as files, `<root>/<name>/SKILL.md`: Markdown, whose front matter is not told. They
 * are read anew for each message. Of two with one name, the earlier root's counts, also when it
 * cannot be used: a skill never gives way to another unnoticed.
 *
 * A file counts only if it lies in its root, links resolved. `read` errors when a skill is
 * there but is no plain UTF-8 file of at most 64 KiB within it, or cannot be read.
 *
 * @param roots - the folders to look in, in this order; one that is not there holds no skills
 *
 * @example
 * ```ts
 * await startServer({ skills: skillFolders(['./skills', '/usr/share/skills']) });
 * ```
 */
export function skillFolders(roots: readonly string[]): Skills {
  return {
    read: (name) =>
      SKILL_PATTERN.test(name)
        ? from(roots).pipe(
            concatMap((root) => skillIn(root, name)),
            find((skill) => skill !== undefined),
            defaultIfEmpty(undefined),
          )
        : of(undefined),
  };
}

function skillIn(root: string, name: string): Observable<string | undefined> {
  return defer(() => contentOf(root, name)).pipe(
    map((content) => content && withoutFrontMatter(content)),
  );
}

/** One skill's file; `undefined` when the root has none of that name. */
async function contentOf(root: string, name: string): Promise<string | undefined> {
  const home = await realpath(root).catch(ifMissing);
  const path = home && (await realpath(join(home, name, 'SKILL.md')).catch(ifMissing));
  if (home === undefined || path === undefined) return undefined;
  if (!path.startsWith(home.endsWith(sep) ? home : home + sep)) {
    throw new Error(`The skill ${name} of ${root} is a link to outside of it.`);
  }
  // Links have been followed, so a link there now was put there since; a pipe must not block.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) {
      throw new Error(`The skill ${name} of ${root} is not a file.`);
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SKILL_MAX_BYTES + 1));
    if (bytesRead > SKILL_MAX_BYTES) {
      throw new Error(`The skill ${name} of ${root} is larger than ${SKILL_MAX_BYTES} bytes.`);
    }
    const bytes = buffer.subarray(0, bytesRead);
    if (!isUtf8(bytes)) throw new Error(`The skill ${name} of ${root} is not UTF-8 text.`);
    return new TextDecoder().decode(bytes);
  } finally {
    await file.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
