// What forms gain where scripts run; without this they work all the same. Its words are in the fields' data attributes.

for (const input of document.querySelectorAll('input[type=password]')) {
  offerToShow(input)
  if (input.autocomplete === 'new-password') hintAtStrength(input)
}
for (const form of document.querySelectorAll('form[method=post]')) sendOnce(form)

/** A button that shows what is typed, until the form is sent. */
function offerToShow(input) {
  const words = input.dataset
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'show-password'
  button.setAttribute('aria-controls', input.id)
  button.addEventListener('click', () => show(input.type === 'password'))
  input.form?.addEventListener('submit', () => show(false))
  input.after(button)
  show(false)

  function show(shown) {
    input.type = shown ? 'text' : 'password'
    button.textContent = shown ? words.hide : words.show
    button.setAttribute('aria-label', shown ? words.hideLabel : words.showLabel)
  }
}

/** Says while a password is typed what is left to do: the server alone decides. */
function hintAtStrength(input) {
  const hint = document.createElement('small')
  hint.className = 'strength'
  hint.setAttribute('role', 'status')
  input.closest('.field')?.append(hint)
  const missing = JSON.parse(input.dataset.missing)
  input.addEventListener('input', () => {
    hint.textContent = strengthOf(input, missing)
  })
}

// Length is what makes a password strong, not signs of many kinds (NIST SP 800-63B, appendix A).
function strengthOf({ value, minLength, dataset: words }, missing) {
  const characters = [...value]
  const { length } = characters
  if (length === 0) return ''
  if (length < minLength) return missing[minLength - length - 1]
  if (new Set(characters).size < 5) return words.weak
  if (length < 12) return words.fair
  return length < 16 ? words.good : words.veryGood
}

/** A second click does not send the form again, unless the first one's answer is long in coming. */
function sendOnce(form) {
  let sentAt = Number.NEGATIVE_INFINITY
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - sentAt < 8_000) event.preventDefault()
    else sentAt = event.timeStamp
  })
  // Who comes back by the browser's button finds the page as it was left.
  addEventListener('pageshow', () => {
    sentAt = Number.NEGATIVE_INFINITY
  })
}
