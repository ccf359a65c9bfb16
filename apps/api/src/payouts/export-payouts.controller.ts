import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { CalledBy, type Caller, ManageClients, Scopes } from '#libs/clients';
import { ExportPayouts } from '#libs/payouts';
import { DescribeExport } from '../openapi/describe-searches.js';
import { readExportRequest } from './find-payouts.dto.js';
import { numbersFor } from './show-payout.js';

/** GET /v1/payouts.csv: an export for spreadsheets. */
@Controller('v1/payouts.csv')
export class ExportPayoutsController {
  constructor(
    private readonly exports: ExportPayouts,
    private readonly clients: ManageClients,
  ) {}

  @Get()
  @Scopes('payouts:read')
  @Header('content-type', 'text/csv; charset=utf-8')
  @DescribeExport()
  async export(@CalledBy() caller: Caller, @Query() query: unknown): Promise<StreamableFile> {
    const { filter, metadata } = readExportRequest(query);
    const { client } = await this.clients.byId(caller.clientId);
    const view = { numbers: numbersFor(caller), clients: new Map([[client.id, client.name]]) };
    const text = this.exports.csv(caller.clientId, filter, metadata, view);
    return new StreamableFile(Readable.from(text, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="payouts.csv"',
    });
  }
}
