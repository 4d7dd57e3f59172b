/**
 * Makes an element. Texts are always texts, never markup.
 *
 * @param {string} name
 * @param {Record<string, unknown>} attributes - functions listen, `true` is an attribute without a value, `false` and `null` leave it out
 * @param {...(Node | string | null)} children - `null` is nothing
 * @returns {HTMLElement}
 */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, /** @type {EventListener} */ (value))
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== null) made.setAttribute(key, String(value))
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/**
 * @param {string} id - of an element that the page has
 * @returns {HTMLElement}
 */
export const byId = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found
}

/** @param {string} text - told to who does not see the page */
export const announce = (text) => {
  byId('news').textContent = text
}
