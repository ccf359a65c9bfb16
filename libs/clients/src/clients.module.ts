import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-key.entity.js';
import { Authenticate } from './authenticate.js';
import { Client, ClientDay } from './client.entity.js';
import { ManageClients } from './manage-clients.js';
import { ManageKeys } from './manage-keys.js';
import { NoteKeyUse } from './note-key-use.js';
import { RequireScope } from './require-scope.guard.js';

/** The tables of this library. */
export const CLIENT_ENTITIES = [Client, ApiKey, ClientDay];

/** Authentication and authorisation: with this module, a handler without `@Scopes()` or `@Public()` rejects every request. */
@Module({
  imports: [TypeOrmModule.forFeature(CLIENT_ENTITIES)],
  providers: [Authenticate, NoteKeyUse, ManageClients, ManageKeys, { provide: APP_GUARD, useClass: RequireScope }],
  exports: [Authenticate, NoteKeyUse, ManageClients, ManageKeys],
})
export class ClientsModule {}
