import { describeProvider } from '../testing/describe-provider.js';
import { duitkuSetup } from './fixtures/setup.js';
import { duitku } from './index.js';

describeProvider(duitku, duitkuSetup);
