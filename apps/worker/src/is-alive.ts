/** The health check of a worker's container: exits 0 while the worker's event loop runs, 1 otherwise. */
import { isAlive } from './heartbeat.js';

process.exit(isAlive(Date.now()) ? 0 : 1);
