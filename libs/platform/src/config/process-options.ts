import { z } from 'zod';

/** What makes Node trust servers that it should not, or lets others into the process; harmless while developing. */
const WEAKENING =
  /--(tls-min-v1\.[01]|tls-max-v1\.[01]|insecure-http-parser|inspect(-brk|-port|-wait)?|tls-keylog)(?=[=\s]|$)/;

/** Switches of Node itself that a service which moves money must not be started with. They are no variables of ours. */
export const processOptions = z
  .object({
    NODE_ENV: z.string().optional(),
    NODE_TLS_REJECT_UNAUTHORIZED: z.string().optional(),
    NODE_OPTIONS: z.string().default(''),
  })
  .superRefine((values, context) => {
    if (values.NODE_ENV !== 'production') return;
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (values.NODE_TLS_REJECT_UNAUTHORIZED !== undefined)
      refuse(
        'NODE_TLS_REJECT_UNAUTHORIZED',
        'must not be set in production: it switches off who a provider proves to be',
      );
    if (WEAKENING.test([values.NODE_OPTIONS, ...process.execArgv].join(' ')))
      refuse('NODE_OPTIONS', 'has an option that weakens TLS or opens the process; production refuses it');
  });
