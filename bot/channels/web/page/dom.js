/**
 * Makes an element. Text only ever becomes a text node, so nothing that a person writes can become markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] DOM properties; `data` holds the data attributes, undefined is left out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, { data = {}, ...properties } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) node[name] = value;
  Object.assign(node.dataset, data);
  node.append(...children);
  return node;
}

/**
 * @param {string} id
 * @returns {HTMLElement} an element of the page that is always there
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (node === null) throw new Error(`The page has no #${id}`);
  return node;
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
