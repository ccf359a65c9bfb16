import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { isHttpUrl, SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';

const url = z.string().refine(isHttpUrl, 'must be an http or https URL, or null for none').nullable().optional();

/** Body of PUT /control/callback-urls. What it leaves out keeps its value. */
export const callbackUrlsOrder = z.strictObject({ duitkuClearing: url, dokuUnpaid: url, dokuRefund: url });

/** Where callbacks go whose requests name no URL. A reset keeps them: they belong to the receiver, not to a test. */
@Injectable()
export class CallbackUrls {
  private urls: SandboxSettings['callbackUrls'];

  constructor(@Inject(SANDBOX_SETTINGS) settings: SandboxSettings) {
    this.urls = settings.callbackUrls;
  }

  get now(): SandboxSettings['callbackUrls'] {
    return this.urls;
  }

  change(order: z.output<typeof callbackUrlsOrder>): SandboxSettings['callbackUrls'] {
    const named = Object.entries(order).filter(([, value]) => value !== undefined);
    this.urls = { ...this.urls, ...Object.fromEntries(named) };
    return this.urls;
  }
}
