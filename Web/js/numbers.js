/**
 * With a comma at every thousand, as English and Chinese readers have it. A browser's own formatter costs 12 ms when it is first made.
 * @param {number} n a whole one
 */
export const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
