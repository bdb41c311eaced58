// What forms gain where scripts run; without this they work all the same.

for (const input of document.querySelectorAll('input[type=password]')) {
  offerToShow(input)
  if (input.autocomplete === 'new-password') hintAtStrength(input)
}
for (const form of document.querySelectorAll('form[method=post]')) sendOnce(form)

/** A button that shows what is typed, until the form is sent. */
function offerToShow(input) {
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
    button.textContent = shown ? 'Hide' : 'Show'
    button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password')
  }
}

/** Says while a password is typed what is left to do: the server alone decides. */
function hintAtStrength(input) {
  const hint = document.createElement('small')
  hint.className = 'strength'
  hint.setAttribute('role', 'status')
  input.closest('.field')?.append(hint)
  input.addEventListener('input', () => {
    hint.textContent = strengthOf(input.value, Math.max(input.minLength, 1))
  })
}

// Length is what makes a password strong, not signs of many kinds (NIST SP 800-63B, appendix A).
function strengthOf(password, least) {
  const characters = [...password]
  const missing = least - characters.length
  if (characters.length === 0) return ''
  if (missing > 0) return missing === 1 ? 'One more character.' : `${missing} more characters.`
  if (new Set(characters).size < 5) return 'Weak: the same few characters.'
  if (characters.length < 12) return 'Fair. Three or four words are stronger, and easier to remember.'
  return characters.length < 16 ? 'Good.' : 'Very good.'
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
