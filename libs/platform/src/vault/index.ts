export {
  type ReEncrypted,
  reEncryptData,
  SEALED_COLUMNS,
  SEALED_SNAPSHOTS,
  type SealedColumn,
} from './re-encrypt-data.js';
export {
  type DataKey,
  DEVELOPMENT_KEYS,
  maskNumber,
  parseDataKeys,
  SealBroken,
  type SealedPlace,
  Vault,
  type VaultKeys,
} from './vault.js';
