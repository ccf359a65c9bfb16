import { describeProvider } from '../../../libs/providers/src/testing/describe-provider.js';
import { acmeSetup } from './fixtures/setup.js';
import { acme } from './index.js';

describeProvider(acme, acmeSetup);
