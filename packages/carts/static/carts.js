// What carts gain where scripts run: changes without a reload. Every form works without this: the page that the server
// answers with has the parts that change here.

const FORMS = '.buy, .in-cart, .cart-quantity, .cart-remove, .cart-undo'
/** Forms that the browser is to send by itself. */
const plain = new WeakSet()
/** One after the other, so that the last wish is the one that holds. */
let queue = Promise.resolve()
let latest = 0

// Readers of screens say what comes into it, not what is in it when the page loads.
const said = document.createElement('p')
said.className = 'visually-hidden'
said.setAttribute('role', 'status')
if (document.querySelector(FORMS)) document.body.append(said)

improve(document)
document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (!form.matches(FORMS) || plain.has(form)) return
  event.preventDefault()
  send(form, submitter)
})
document.addEventListener('change', ({ target }) => {
  if (target.matches('.cart-quantity input') && target.reportValidity()) send(target.form)
})
document.addEventListener('click', ({ target }) => {
  const by = Number(target.dataset.by)
  if (!by) return
  target.form.elements.quantity.stepUp(by)
  send(target.form, target)
})

/** In the place of the button that sends the number there are two that change it. */
function improve(root) {
  for (const form of root.querySelectorAll('.cart-quantity')) {
    form.querySelector('button').remove()
    form.classList.add('stepper')
    form.prepend(stepButton('−', -1, form.dataset.less))
    form.append(stepButton('+', 1, form.dataset.more))
  }
}

function stepButton(text, by, label) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = text
  button.dataset.by = by
  button.setAttribute('aria-label', label)
  return button
}

function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter?.name ? submitter : undefined))
  const turn = ++latest
  queue = queue.then(async () => {
    try {
      const page = await ask(form.action, body)
      if (turn === latest) show(page, form, submitter)
    } catch {
      plain.add(form)
      // The browser shows what went wrong.
      if (form.isConnected) form.requestSubmit(submitter?.name ? submitter : undefined)
      else location.reload()
    }
  })
}

async function ask(url, body) {
  const response = await fetch(url, { method: 'POST', body, headers: { accept: 'text/html' } })
  if (!response.ok) throw new Error(`${response.status}`)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  improve(page)
  return page
}

/** Takes from the page what has changed: the sum in the header, and a card's form or all of the page's own. */
function show(page, form, submitter) {
  const id = form.closest('.good-card')?.id
  const label = submitter?.getAttribute('aria-label')
  replace(page, '#cart-link')
  replace(page, id ? `#${id} .in-cart` : 'main')
  const place = document.querySelector(id ? `#${id}` : 'main')
  const flash = page.querySelector('.flash p')
  said.textContent =
    (flash ?? place.querySelector('.buy-state, .stepper > span, .cart-sum'))?.textContent ?? ''
  const same = label && place.querySelector(`[aria-label="${CSS.escape(label)}"]:not(:disabled)`)
  const next = ['.flash', '.buy-state', '.in-cart button:last-of-type:not(:disabled)', '.in-cart button']
    .map((selector) => place.querySelector(selector))
    .find(Boolean)
  const focused = same || next || place
  if (submitter) focused.focus({ preventScroll: focused === place })
}

function replace(page, selector) {
  const [old, young] = [document, page].map((root) => root.querySelector(selector))
  if (!young) throw new Error(selector)
  old.replaceWith(document.adoptNode(young))
}
