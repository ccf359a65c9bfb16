import { Option, SubCommand } from 'nest-commander';
import { DELIVERY_STATUSES, type DeliveryStatus, OverseeDeliveries } from '#libs/webhooks';
import { findClient } from '../client/client.js';
import { ListingCommand, type ListOptions } from '../core/salur-command.js';
import { omitAbsent, readId, readTime, readWord } from '../input/input.js';
import { collect, readParts } from '../output/output.js';
import { DELIVERY_COLUMNS, deliveryBody } from './delivery-body.js';

interface Options extends ListOptions {
  readonly status?: DeliveryStatus;
  readonly client?: string;
  readonly endpoint?: string;
  readonly payout?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
}

@SubCommand({ name: 'list', description: 'webhook deliveries and what came of them, newest first' })
export class ListDeliveries extends ListingCommand {
  @Option({ flags: '--status <status>', description: DELIVERY_STATUSES.join(', ') })
  readStatus(text: string): DeliveryStatus {
    return readWord('--status', text, DELIVERY_STATUSES);
  }

  @Option({ flags: '--client <client>', description: 'by name or id' })
  readClient(text: string): string {
    return text;
  }

  @Option({ flags: '--endpoint <id>', description: 'only to this endpoint' })
  readEndpoint(text: string): string {
    return readId('--endpoint', text);
  }

  @Option({ flags: '--payout <id>', description: 'only about this payout' })
  readPayout(text: string): string {
    return readId('--payout', text);
  }

  @Option({ flags: '--created-from <time>', description: 'made then or later' })
  readCreatedFrom(text: string): Date {
    return readTime('--created-from', text);
  }

  @Option({ flags: '--created-to <time>', description: 'made before then' })
  readCreatedTo(text: string): Date {
    return readTime('--created-to', text);
  }

  override async run(_: string[], { format, limit, client, ...filters }: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const filter = omitAbsent({
        clientId: client === undefined ? undefined : (await findClient(get, client)).client.id,
        status: filters.status,
        endpointId: filters.endpoint,
        payoutId: filters.payout,
        createdFrom: filters.createdFrom,
        createdTo: filters.createdTo,
      });
      const parts = readParts(
        limit,
        (most, before) => get(OverseeDeliveries).list(filter, most, before),
        ({ delivery }) => delivery.id,
      );
      await this.printList(format, await collect(parts), { columns: DELIVERY_COLUMNS, body: deliveryBody });
    });
  }
}
