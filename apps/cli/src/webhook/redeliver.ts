import { Option, SubCommand } from 'nest-commander';
import { Problem } from '#libs/platform';
import { OverseeDeliveries, Redeliver } from '#libs/webhooks';
import type { Get } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readId, readTime, readWord } from '../input/input.js';
import { deliveryBody } from './delivery-body.js';

const STATUSES = ['parked', 'delivered', 'all'] as const;

interface Options extends ChangeOptions {
  readonly endpoint?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  readonly status?: (typeof STATUSES)[number];
}

@SubCommand({
  name: 'redeliver',
  arguments: '[delivery-id]',
  description: 'have one delivery tried again, or those to an endpoint that were made in a range of time',
})
export class RedeliverWebhooks extends ChangingCommand {
  @Option({ flags: '--endpoint <id>', description: 'those to this endpoint; needs --created-from' })
  readEndpoint(text: string): string {
    return readId('--endpoint', text);
  }

  @Option({ flags: '--created-from <time>', description: 'made then or later' })
  readCreatedFrom(text: string): Date {
    return readTime('--created-from', text);
  }

  @Option({ flags: '--created-to <time>', description: 'made before then; now when not said' })
  readCreatedTo(text: string): Date {
    return readTime('--created-to', text);
  }

  @Option({ flags: '--status <status>', description: `${STATUSES.join(', ')}; parked when not said` })
  readStatus(text: string): (typeof STATUSES)[number] {
    return readWord('--status', text, STATUSES);
  }

  override async run([text]: string[], options: Options): Promise<void> {
    const { endpoint, createdFrom, createdTo, status } = options;
    const byRange = [endpoint, createdFrom, createdTo, status].some((option) => option !== undefined);
    if ((text === undefined) === !byRange) {
      throw new UsageError('say either one <delivery-id>, or --endpoint and --created-from');
    }
    if (text !== undefined) {
      const id = readId('<delivery-id>', text);
      return this.domain.use((get) => this.one(get, id, options));
    }
    if (endpoint === undefined || createdFrom === undefined) {
      throw new UsageError('a range of time needs --endpoint and --created-from');
    }
    return this.domain.use((get) => this.many(get, endpoint, createdFrom, options));
  }

  private async one(get: Get, id: string, options: Options): Promise<void> {
    const deliveries = get(OverseeDeliveries);
    const { delivery } = await deliveries.byId(id);
    await get(Redeliver).one(delivery.clientId, id, this.actorOf(options));
    await this.printOne(
      options.format,
      deliveryBody(await deliveries.byId(id)),
      `The delivery ${id} is tried again now.`,
    );
  }

  private async many(get: Get, endpointId: string, createdFrom: Date, options: Options): Promise<void> {
    const { createdTo = new Date(), status = 'parked', format } = options;
    const { clientId, status: state } = await get(OverseeDeliveries).endpoint(endpointId);
    if (state !== 'enabled') throw new Problem('endpoint_takes_nothing', `The endpoint is ${state}`);
    const statuses = status === 'all' ? (['parked', 'delivered'] as const) : [status];
    const done = await get(Redeliver).many(
      clientId,
      { createdFrom, createdTo, statuses, endpointId },
      this.actorOf(options),
    );
    const more = done.more ? ' There are more: give the same order again.' : '';
    await this.printOne(format, done, `${done.count} deliveries are tried again now.${more}`);
  }
}
