import config, { LONG } from './jest.config.js';

export default { ...config, testMatch: LONG };
