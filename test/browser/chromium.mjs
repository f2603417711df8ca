// @ts-check
// node test/browser/chromium.mjs: where Chromium is; without one it says what to do, and exits with 1.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The one that `CHROMIUM` names, else the first of some names in `PATH`. */
export function findChromium({ CHROMIUM, PATH = '' } = process.env) {
  const folders = PATH.split(delimiter).filter(Boolean);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return (CHROMIUM ? [CHROMIUM] : places).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = findChromium();
  if (found === undefined) {
    console.error(
      'No Chromium: install one (apt-get install chromium), or name yours in CHROMIUM.',
    );
    process.exitCode = 1;
  }
}
