import { hostname } from 'node:os';

/** Who does something, from where, and by which request. */
export interface Actor {
  /** `key:<id>`, `operator:<name>` at the command line, or `configuration`. */
  readonly name: string;
  /** The client whose key it is; null: it is nobody's key. */
  readonly clientId: string | null;
  /** The IP address that the service believes the caller to have; `cli:<host>` and `configuration:<host>` without a request. */
  readonly address: string;
  readonly requestId: string | null;
}

/** A person at the command line of this machine. */
export function operator(name: string): Actor {
  return { name: `operator:${name}`, clientId: null, address: `cli:${hostname()}`, requestId: null };
}

/** Whoever sets the environment variables of this process. */
export function configuration(): Actor {
  return { name: 'configuration', clientId: null, address: `configuration:${hostname()}`, requestId: null };
}
