/**
 * @module elements/suggest
 */

import { nothing } from 'lit';
import { Directive, directive } from 'lit/directive.js';

/** Sets what tells assistive technology that a field has a list of suggestions. */
class Suggest extends Directive {
  render() {
    return nothing;
  }

  update({ element }, [list, isOpen, active]) {
    element.setAttribute('role', 'combobox');
    element.setAttribute('aria-autocomplete', 'list');
    element.setAttribute('aria-expanded', `${isOpen}`);
    if (isOpen) {
      element.setAttribute('aria-controls', list);
      element.setAttribute('aria-activedescendant', active);
    } else {
      element.removeAttribute('aria-controls');
      element.removeAttribute('aria-activedescendant');
    }
    return nothing;
  }
}

/** `(list, isOpen, active)`: the ids of the list and of the suggestion that is chosen. */
export const suggest = directive(Suggest);
