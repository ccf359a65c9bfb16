/** Writes docs/ERRORS.md from the table of errors. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import { PROBLEMS } from '#libs/platform';

const lines = [
  '# Errors',
  '',
  'Printed from `libs/platform/src/errors/problems.ts` by `npm run gen`. Every error is an RFC 9457 problem document',
  '(`application/problem+json`): `type`, `title`, `status`, `code`, `detail`, `requestId`, and members of its own such as',
  '`errors`, `rails` or `payoutId`. `code` is stable and meant for programs; `detail` is meant for people.',
  '',
  '| code | status | title | what to do |',
  '| --- | --- | --- | --- |',
  ...Object.entries(PROBLEMS).map(
    ([code, { status, title, remedy }]) => `| \`${code}\` | ${status} | ${title} | ${remedy.replaceAll('|', '\\|')} |`,
  ),
  '',
];
writeFileSync('docs/ERRORS.md', lines.join('\n'));
