import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-key.entity.js';
import { Authenticate } from './authenticate.js';
import { Client, ClientDay } from './client.entity.js';
import { ManageClients } from './manage-clients.js';
import { ManageKeys } from './manage-keys.js';
import { NameActors } from './name-actors.js';
import { NoteKeyUse } from './note-key-use.js';

/** The tables of this library. */
export const CLIENT_ENTITIES = [Client, ApiKey, ClientDay];

/** Clients and their API keys. An app with handlers brings the guards, in its own order. */
@Module({
  imports: [TypeOrmModule.forFeature(CLIENT_ENTITIES)],
  providers: [Authenticate, NoteKeyUse, ManageClients, ManageKeys, NameActors],
  exports: [Authenticate, NoteKeyUse, ManageClients, ManageKeys, NameActors],
})
export class ClientsModule {}
