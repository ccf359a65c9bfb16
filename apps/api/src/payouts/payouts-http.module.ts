import { Module } from '@nestjs/common';
import { ClientsModule } from '#libs/clients';
import { CreatePayoutController } from './create-payout.controller.js';
import { ExportPayoutsController } from './export-payouts.controller.js';
import { PayoutCommandsController } from './payout-commands.controller.js';
import { ReadPayoutsController } from './read-payouts.controller.js';
import { ShowPayout } from './show-payout.js';

/** /v1/payouts: to create, read and decide payouts. */
@Module({
  imports: [ClientsModule],
  controllers: [CreatePayoutController, ExportPayoutsController, ReadPayoutsController, PayoutCommandsController],
  providers: [ShowPayout],
})
export class PayoutsHttpModule {}
