export * from './money/rupiah.js';
