// What carts gain where scripts run: changes without a reload. Every form works without this: the page that the server
// answers with has the parts that change here.

const FORMS = '.buy, .in-cart, .cart-quantity, .cart-remove, .cart-undo'
/** Where layouts have messages. */
const FLASH = 'main > [autofocus]'
/** One after the other, so that the last wish is the one that holds. */
let queue = Promise.resolve()
let latest = 0
/** Some browsers end the requests of a page before they leave it. */
let leaving = false

// Readers of screens say what comes into it, not what is in it when the page loads.
const said = document.createElement('p')
said.className = 'visually-hidden'
said.setAttribute('role', 'status')
if (document.querySelector(FORMS)) document.body.append(said)

improve(document)
document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (!form.matches(FORMS)) return
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
// Back shows a page as it was left; the cart may have changed since.
addEventListener('pageshow', ({ persisted }) => {
  leaving = false
  const isBack = persisted || performance.getEntriesByType('navigation')[0]?.type === 'back_forward'
  if (isBack && document.querySelector(`#cart, #cart-link, ${FORMS}`)) update(location.href)
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
  leaving = false
  if (form.dataset.sent === 'once') return
  const body = new URLSearchParams(new FormData(form, submitter?.name ? submitter : undefined))
  const quantity = form.matches('.stepper') && Number(body.get('quantity'))
  // What sets a number can be sent again at once; what adds or removes waits for its answer.
  form.dataset.sent = quantity || 'once'
  if (quantity && submitter?.name) count(form, quantity)
  update(form.action, body, form, submitter)
}

/** The next click on a card counts from what this one wants. */
function count(form, quantity) {
  const [less, more] = form.querySelectorAll('button')
  less.value = quantity - 1
  more.value = quantity + 1
  more.disabled = quantity >= form.dataset.most
  form.querySelector('span').firstChild.data = quantity
}

/** Shows what has changed on the page at `url`, or on the one that answers `body`. */
function update(url, body, form, submitter) {
  const turn = ++latest
  addEventListener('beforeunload', leave)
  const options = body ? { method: 'POST', body } : { cache: 'no-cache' }
  queue = queue.then(async () => {
    try {
      const response = await fetch(url, { ...options, headers: { accept: 'text/html' } })
      const { ok, status, redirected } = response
      if (body && !redirected && status >= 400 && status < 500) return sendPlainly(url, body)
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      if (!ok || new URL(response.url).pathname !== location.pathname) throw new Error(response.url)
      improve(page)
      if (turn === latest) show(page, form, submitter)
    } catch {
      // The change may be done: the page tells.
      if (body && !leaving) location.reload()
    }
  })
}

function leave() {
  leaving = true
}

/** Sends again what the server refused to do: the browser shows why. */
function sendPlainly(action, body) {
  const form = make('form', { action, method: 'post', hidden: true })
  for (const [name, value] of body) form.append(make('input', { name, value }))
  document.body.append(form)
  form.submit()
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties)
}

/** @throws where the page lacks what was sent */
function show(page, form, submitter) {
  const place = form?.closest('.good-card') ?? document.querySelector('main')
  const held = place.contains(document.activeElement) ? document.activeElement : submitter
  const link = page.querySelector('#cart-link')
  if (link) document.querySelector('#cart-link')?.replaceWith(link)
  if (document.querySelector('#cart')) replaceMain(page, form)
  else replaceForms(page, form)
  if (!form) return

  const main = document.querySelector('main')
  const around = place.isConnected ? place : main
  const flash = main.querySelector(FLASH)
  const news = flash?.querySelector('p') ?? around.querySelector('.buy-state, .stepper > span, .cart-sum')
  said.textContent = news?.textContent ?? ''
  if (!held || document.activeElement !== document.body) return
  const same = held.id ? `#${held.id}` : `[aria-label="${CSS.escape(held.ariaLabel)}"]:not(:disabled)`
  const next = [same, '.buy-state', '.in-cart button:last-of-type:not(:disabled)', '.in-cart button']
  const focused = flash ?? next.map((selector) => around.querySelector(selector)).find(Boolean) ?? around
  focused.focus({ preventScroll: focused === around })
}

/** All of the cart's page, but for the field that somebody types in. */
function replaceMain(page, form) {
  const [main, young] = [document, page].map((root) => root.querySelector('main'))
  const typed = document.activeElement
  const twin = typed.id && typed.form !== form && young.querySelector(`input#${typed.id}`)
  if (!twin || !main.contains(typed)) return main.replaceWith(young)
  typed.defaultValue = twin.defaultValue
  for (let [kept, other] = [typed, twin]; kept !== main; ) {
    const parents = [kept.parentNode, other.parentNode]
    const [olds, youngs] = parents.map(({ childNodes }) => [...childNodes])
    for (const old of olds) if (old !== kept) old.remove()
    kept.before(...youngs.slice(0, youngs.indexOf(other)))
    kept.after(...youngs.slice(youngs.indexOf(other) + 1))
    ;[kept, other] = parents
  }
}

/** The messages, and the forms that are others now. */
function replaceForms(page, form) {
  if (form) document.querySelector(FLASH)?.remove()
  document.querySelector('main').prepend(...page.querySelectorAll(FLASH))
  for (const old of document.querySelectorAll('.buy, .in-cart')) {
    const card = old.closest('.good-card')
    const place = page.querySelector(card ? `#${card.id}` : 'main')
    const young = place?.querySelector(card ? '.in-cart' : '.buy')
    if (!place || young?.isEqualNode(old)) continue
    if (young) old.replaceWith(document.importNode(young, true))
    else old.remove()
  }
  if (document.querySelector('[data-sent]')) throw new Error('The product is not on the page.')
}
