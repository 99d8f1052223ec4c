/**
 * A site's colour, made fit to read.
 *
 * @module widget/accent
 */

/** What text in the colour stands on, and what stands on it, light and dark; see `style/tokens.css`. */
const SCHEMES = {
  light: { surface: [255, 255, 255], muted: [90, 100, 95], towards: [0, 0, 0], soft: 0.12 },
  dark: { surface: [27, 31, 29], muted: [154, 166, 159], towards: [255, 255, 255], soft: 0.2 },
};
const WHITE = [255, 255, 255];
const BLACK = [11, 20, 16];

/** As WCAG 2.2, 1.4.3 wants it. */
const ENOUGH = 4.5;
const STEPS = 20;

/**
 * A style sheet with a colour in place of Parley's own. Where it could not be read it is made darker, or lighter in the dark.
 *
 * @param {number[]} colour red, green and blue, up to 255
 * @returns {string}
 */
export function accentStyle(colour) {
  const light = tokensOf(colour, SCHEMES.light);
  const dark = tokensOf(colour, SCHEMES.dark);
  const rules = Object.keys(light).map((name) => `--${name}: light-dark(${css(light[name])}, ${css(dark[name])});`);
  return `.widget { ${rules.join(' ')} }`;
}

function tokensOf(colour, { surface, muted, towards, soft: most }) {
  let soft = most;
  while (contrast(muted, mixed(surface, colour, soft)) < ENOUGH) {
    soft *= 0.9;
  }
  let accent = colour;
  for (let step = 1; step <= STEPS && contrast(accent, mixed(surface, colour, soft)) < ENOUGH; step++) {
    accent = mixed(colour, towards, step / STEPS);
  }
  return {
    accent,
    'accent-hover': mixed(accent, towards, 0.15),
    'on-accent': contrast(accent, WHITE) >= ENOUGH ? WHITE : BLACK,
    'accent-soft': mixed(surface, colour, soft),
  };
}

/**
 * How much two colours differ, from 1 to 21 (WCAG 2.2).
 *
 * @param {number[]} one
 * @param {number[]} other
 * @returns {number}
 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixed(one, other, part) {
  return one.map((value, index) => Math.round(value + (other[index] - value) * part));
}

function css([red, green, blue]) {
  return `rgb(${red} ${green} ${blue})`;
}
