/** What was typed into a form, by the names of its inputs, in their order. Empties them. */
export const takeTexts = (form: HTMLFormElement): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {}
  for (const input of form.querySelectorAll('input')) {
    texts[input.name] = input.value
    input.value = ''
  }
  return texts
}
