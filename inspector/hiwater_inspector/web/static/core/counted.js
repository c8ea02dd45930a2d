// How many of something, in words that people read aloud.

/**
 * @param {number} count
 * @param {string} noun gets an s unless there is one
 * @returns {string} `1 record`, `2,000 records`
 */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
