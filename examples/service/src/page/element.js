/**
 * Creates an element. Text is never parsed as markup.
 *
 * @param {string} name
 * @param {Record<string, unknown>} attributes - functions are event listeners; `true` is an empty attribute; `false` and `null` omit it
 * @param {...(Node | string | null)} children - `null` is skipped
 * @returns {HTMLElement}
 */
export const element = (name, attributes = {}, ...children) => {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, /** @type {EventListener} */ (value))
    else if (value === true) node.setAttribute(key, '')
    else if (value !== false && value !== null) node.setAttribute(key, String(value))
  }
  node.append(...children.filter((child) => child !== null))
  return node
}

/**
 * @param {string} id - of an existing element
 * @returns {HTMLElement}
 */
export const byId = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`there is no element ${id}`)
  return found
}

/** @param {string} text - for screen readers */
export const announce = (text) => {
  byId('news').textContent = text
}
