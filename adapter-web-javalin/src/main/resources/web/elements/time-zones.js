/**
 * The time zones that there are, to choose one.
 *
 * @module elements/time-zones
 */

import { html } from 'lit';

/** By region and place: a key of the keyboard leads to places, which people know better than regions. */
const REGIONS = Map.groupBy(Intl.supportedValuesOf('timeZone'), (zone) => zone.split('/')[0]);

/**
 * The options of a field.
 *
 * @param {string} chosen which is among them even if the browser does not know it
 */
export function timeZoneOptions(chosen) {
  const isKnown = REGIONS.get(chosen.split('/')[0])?.includes(chosen);
  return html`
    ${isKnown ? '' : option(chosen, chosen, chosen)}
    ${[...REGIONS].map(
      ([region, zones]) => html`<optgroup label=${region}>
        ${zones.map((zone) => option(zone, zone.slice(region.length + 1) || zone, chosen))}
      </optgroup>`,
    )}
  `;
}

function option(zone, name, chosen) {
  return html`<option value=${zone} ?selected=${zone === chosen}>${name.replaceAll('_', ' ')}</option>`;
}
