/**
 * Makes an element. Text only ever becomes a text node, so nothing that a person writes can become markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] DOM properties; undefined is left out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) Object.assign(node, { [name]: value });
  }
  node.append(...children);
  return node;
}

/**
 * @param {string} id
 * @returns {HTMLElement} an element of the page that is always there
 */
export function byId(id) {
  return byIdAs(id, HTMLElement);
}

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} Kind
 * @returns {T} an element of the page that is always there, and of that kind
 */
export function byIdAs(id, Kind) {
  const node = document.getElementById(id);
  if (!(node instanceof Kind)) throw new Error(`The page has no ${Kind.name} #${id}`);
  return node;
}

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement[]} the elements in it that match, in their order
 */
export function all(within, selector) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(selector))];
}

/**
 * Shows a short word that goes away by itself or at a tap.
 * @param {string} text
 */
export function toast(text) {
  const node = make('button', { type: 'button', className: 'toast', textContent: text });
  node.addEventListener('click', () => node.remove());
  byId('toasts').replaceChildren(node);
  setTimeout(() => node.remove(), 6_000);
}
