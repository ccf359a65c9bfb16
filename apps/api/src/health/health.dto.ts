import { ApiProperty } from '@nestjs/swagger';

export class LiveDto {
  @ApiProperty({ type: String, enum: ['up'], description: 'The process runs.' })
  readonly status: 'up';
}

export class ReadyDto {
  @ApiProperty({ type: String, enum: ['ready'], description: 'Requests can be sent here.' })
  readonly status: 'ready';
  @ApiProperty({ type: String, enum: ['up'], description: 'The database answers within a second.' })
  readonly database: 'up';
  @ApiProperty({
    type: String,
    enum: ['restricted', 'unrestricted'],
    description:
      'Whether the database role may do no more than the service does; in production it should be restricted.',
  })
  readonly databaseRole: 'restricted' | 'unrestricted';
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description:
      'Workers of the whole service that are alive. With none the API stays ready for READY_WITHOUT_WORKER, and is then not ready.',
  })
  readonly workers: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['on', 'off'] },
    description: 'Which providers have credentials; off is no reason not to be ready.',
  })
  readonly providers: Record<string, 'on' | 'off'>;
}
