// Offers what a search field may mean while somebody types: a combobox with a list of options (ARIA
// Authoring Practices Guide). Without it the field is a plain form.

for (const input of document.querySelectorAll('input[data-suggest]')) offer(input)

function offer(input) {
  const { suggest: url, label, count } = input.dataset
  const list = make('ul', { id: `${input.id}-suggestions`, className: 'goods-suggestions', hidden: true })
  const status = make('p', { className: 'visually-hidden' })
  let active = -1
  let timer
  let asking = new AbortController()
  set(list, { role: 'listbox', 'aria-label': label })
  set(status, { role: 'status' })
  set(input, {
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
    'aria-expanded': 'false'
  })
  input.form.append(list, status)

  input.addEventListener('input', () => {
    stopAsking()
    // Enter sends what is typed, not what was chosen before.
    choose(-1)
    if (input.value.trim() === '') show([])
    else timer = setTimeout(ask, 150)
  })
  input.addEventListener('keydown', (event) => {
    const options = list.children
    if (event.key === 'Escape') stopAsking()
    if (list.hidden || event.isComposing) return
    if (event.key === 'Escape') dismiss()
    else if (event.key === 'ArrowDown') choose(((active + 2) % (options.length + 1)) - 1)
    else if (event.key === 'ArrowUp') choose(((active + options.length + 1) % (options.length + 1)) - 1)
    else if (event.key === 'Enter' && active >= 0) location.assign(options[active].dataset.url)
    else return
    event.preventDefault()
  })
  input.addEventListener('blur', dismiss)
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', ({ target }) => {
    const option = target.closest('[role=option]')
    if (option) location.assign(option.dataset.url)
  })

  function stopAsking() {
    clearTimeout(timer)
    asking.abort()
  }

  /** What was asked for before does not come any more. */
  function dismiss() {
    stopAsking()
    show([])
  }

  async function ask() {
    asking = new AbortController()
    const { signal } = asking
    try {
      const response = await fetch(`${url}?q=${encodeURIComponent(input.value.trim())}`, { signal })
      if (response.ok) show(optionsOf(await response.json()))
    } catch {
      // What is typed on, or offline, has no suggestions.
    }
  }

  function optionsOf({ goods, categories, queries }) {
    return [
      ...queries.map((text) => ({ text, url: `${input.form.action}?q=${encodeURIComponent(text)}` })),
      ...categories.map(({ name, url, language }) => ({ text: name, url, language })),
      ...goods.map((good) => ({ ...good, text: good.name, more: `${good.formatted_price} / ${good.unit}` }))
    ]
  }

  function show(found) {
    list.replaceChildren(...found.map(optionOf))
    list.hidden = found.length === 0
    set(input, { 'aria-expanded': String(!list.hidden) })
    status.textContent = list.hidden ? '' : count.replace('{n}', found.length)
    choose(-1)
  }

  function optionOf({ text, more, url, picture, language }, index) {
    const option = make('li', { id: `${list.id}-${index}` })
    set(option, { role: 'option', 'aria-selected': 'false' })
    option.dataset.url = url
    if (picture) option.append(make('img', { src: picture, alt: '', width: 40, height: 40 }))
    option.append(make('span', { textContent: text, lang: language ?? '' }))
    if (more) option.append(make('small', { textContent: more }))
    return option
  }

  function choose(index) {
    active = index
    for (const [place, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(place === active))
    if (active >= 0) set(input, { 'aria-activedescendant': `${list.id}-${active}` })
    else input.removeAttribute('aria-activedescendant')
  }
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties)
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
}
