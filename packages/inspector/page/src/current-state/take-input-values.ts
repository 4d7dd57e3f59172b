/** Returns the values of a form's inputs by name, in order, and clears the inputs. */
export const takeInputValues = (form: HTMLFormElement): Readonly<Record<string, string>> => {
  const values: Record<string, string> = {}
  for (const input of form.querySelectorAll('input')) {
    values[input.name] = input.value
    input.value = ''
  }
  return values
}
