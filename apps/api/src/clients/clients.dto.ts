import { ApiProperty } from '@nestjs/swagger';
import { isAddressOrNetwork } from '#libs/platform';
import {
  AmountField,
  BooleanField,
  ListField,
  ObjectField,
  TextField,
  WholeNumberField,
} from '../validation/fields.js';

const MOST_ADDRESSES = 100;
const MOST_PAYOUTS = 1_000_000_000;

const NameField = (optional: boolean) =>
  TextField({ max: 100, optional, description: 'No other client has it.', example: 'payroll' });

const AddressesField = () =>
  ListField({
    min: 0,
    max: MOST_ADDRESSES,
    item: { type: 'string' },
    problemOf: (entry) =>
      isAddressOrNetwork(entry) ? null : 'send IP addresses or networks: 203.0.113.7 or 203.0.113.0/24',
    optional: true,
    description: 'IP addresses and networks that its keys may be used from; none: any.',
    example: ['203.0.113.0/24'],
  });

const LimitsField = () =>
  ObjectField(() => LimitsDto, {
    optional: true,
    description:
      'What it may create in a day of Jakarta (WIB), whatever its final status. A missing value means no limit.',
  });

export class LimitsDto {
  @AmountField({ optional: true, description: 'Whole rupiah.', example: 500_000_000 })
  readonly dailyAmount?: number;

  @WholeNumberField({ min: 1, max: MOST_PAYOUTS, optional: true, description: 'Payouts.', example: 1_000 })
  readonly dailyCount?: number;
}

export class CreateClientDto {
  @NameField(false)
  readonly name: string;

  @LimitsField()
  readonly limits?: LimitsDto;

  @AddressesField()
  readonly allowedAddresses?: string[];
}

/** A missing field stays unchanged; a given field replaces the old value. */
export class ChangeClientDto {
  @NameField(true)
  readonly name?: string;

  @LimitsField()
  readonly limits?: LimitsDto;

  @AddressesField()
  readonly allowedAddresses?: string[];

  @BooleanField({ optional: true, description: 'Whether its keys open nothing. Payouts accepted before go on.' })
  readonly suspended?: boolean;
}

export class ClientLimitsDto {
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true, description: 'Whole rupiah.' })
  readonly dailyAmount: number | null;
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true, description: 'Payouts.' })
  readonly dailyCount: number | null;
}

export class UsedTodayDto {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Whole rupiah.' })
  readonly amount: number;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Payouts.' })
  readonly count: number;
}

export class ClientDto {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;
  @ApiProperty({ type: String })
  readonly name: string;
  @ApiProperty({ type: Boolean })
  readonly suspended: boolean;
  @ApiProperty({ type: () => ClientLimitsDto, description: 'Per day of Jakarta; null: none.' })
  readonly limits: ClientLimitsDto;
  @ApiProperty({
    type: () => UsedTodayDto,
    nullable: true,
    description: 'The use that counts toward the limits; null without limits, because then nothing is counted.',
  })
  readonly usedToday: UsedTodayDto | null;
  @ApiProperty({ type: [String], description: 'None: any.' })
  readonly allowedAddresses: string[];
  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt: string;
  @ApiProperty({ type: String, format: 'date-time' })
  readonly updatedAt: string;
}

export class ClientPageDto {
  @ApiProperty({ type: () => [ClientDto] })
  readonly data: ClientDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Of the next page; null on the last.' })
  readonly nextCursor: string | null;
}
