/**
 * JSON as it came, byte for byte.
 *
 * @module model/raw-json
 */

/**
 * The elements of an array in a JSON object, each as the text that it came as: numbers that a program cannot hold, and the order and
 * spelling of everything, stay what they were.
 *
 * @param {string} json well-formed
 * @param {string} name of the object's member that is the array; of several the first
 * @returns {string[]}
 */
export function elementsOf(json, name) {
  const start = json.indexOf(`"${name}":[`);
  const elements = [];
  let from = start + name.length + 4;
  let depth = 0;
  for (let at = from; start >= 0 && at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      at = endOfString(json, at);
    } else if (character === '{' || character === '[') {
      depth++;
    } else if (depth > 0 && (character === '}' || character === ']')) {
      depth--;
    } else if (depth === 0 && (character === ',' || character === ']')) {
      const element = json.slice(from, at).trim();
      if (element) {
        elements.push(element);
      }
      from = at + 1;
      if (character === ']') {
        break;
      }
    }
  }
  return elements;
}

/** Where the quotation mark is that ends a string. */
function endOfString(json, start) {
  let at = start + 1;
  while (json[at] !== '"') {
    at += json[at] === '\\' ? 2 : 1;
  }
  return at;
}
