export * from './close-difference.js';
export { ComparePayouts } from './compare-payouts.js';
export * from './difference.entity.js';
export * from './difference-kinds.js';
export * from './find-statements.js';
export { type Imported, ImportStatement, STATEMENT_PROVIDERS, type StatementToImport } from './import-statement.js';
export { TIME_UNITS, type TimeUnit } from './movements.js';
export { PreviewStatement, type StatementPreview } from './preview-statement.js';
export {
  DATE_ORDERS,
  type DateOrder,
  LINE_KINDS,
  type LineKind,
  NUMBER_STYLE_NAMES,
  type NumberStyle,
} from './read-cells.js';
export { DIRECTIONS, type Direction } from './read-movement.js';
export * from './reconciliation.module.js';
export * from './statement.entity.js';
export { COLUMNS, columnNames, type NamedColumns } from './statement-columns.js';
export * from './statement-line.entity.js';
export { DELIMITERS } from './statement-text.js';
export * from './statement-totals.js';
export * from './withdraw-statement.js';
