import { Injectable } from '@nestjs/common';
import { AddressList } from '#libs/platform';
import type { CallbackRoute } from '#libs/providers';
import { RailDirectory } from '#libs/rails';

/** A path at which a running provider may call back. */
export interface OpenRoute {
  readonly provider: string;
  readonly route: CallbackRoute;
  /** The addresses that may call; empty: any address. */
  readonly sources: AddressList;
}

/** The callback paths of all running providers. */
@Injectable()
export class CallbackRoutes {
  private readonly routes: ReadonlyMap<string, OpenRoute>;

  constructor(rails: RailDirectory) {
    this.routes = new Map(
      rails.providers.flatMap(({ name, callbacks = [], callbackSources = [] }) => {
        const sources = new AddressList(callbackSources);
        return callbacks.map((route) => [
          keyOf(name, route.path, route.addressedBy),
          { provider: name, route, sources },
        ]);
      }),
    );
  }

  /**
   * @param withSecret whether the address goes on with a secret
   * @returns undefined when no provider calls back at such an address
   */
  find(provider: string, path: string, withSecret: boolean): OpenRoute | undefined {
    return this.routes.get(keyOf(provider, path, withSecret ? 'secret' : 'content'));
  }
}

function keyOf(provider: string, path: string, addressedBy: CallbackRoute['addressedBy']): string {
  return `${addressedBy} ${provider}/${path}`;
}
