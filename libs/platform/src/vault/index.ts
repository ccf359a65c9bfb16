export { type DataKey, DEVELOPMENT_KEYS, parseDataKeys } from './data-keys.js';
export { maskNumber } from './mask.js';
export { type Resealed, resealData } from './reseal-data.js';
export { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';
export { SealBroken, type SealedPlace, Vault, type VaultKeys } from './vault.js';
