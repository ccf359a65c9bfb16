import { describeProvider } from '../testing/describe-provider.js';
import { dokuCallbacks } from './fixtures/notifications.js';
import { dokuSetup } from './fixtures/setup.js';
import { doku } from './index.js';

describeProvider(doku, { ...dokuSetup, callbacks: dokuCallbacks });
