// What only helps: every page works without it.

// «Choose all» of a list, where its form has one.
for (const all of document.querySelectorAll('input[data-choose-all]')) {
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.chooseAll}"]`)
  all.hidden = false
  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked
  })
}

// Where there is room, the filters of a list are open.
if (matchMedia('(min-width: 60rem)').matches) {
  for (const box of document.querySelectorAll('details.filter-box')) box.open = true
}

// Leaving a form with unsaved changes is asked about: also with those that the server shows again.
for (const form of document.querySelectorAll('form[data-keep]')) {
  let changed = 'answer' in document.body.dataset
  form.addEventListener('input', () => {
    changed = true
  })
  form.addEventListener('submit', () => {
    changed = false
  })
  window.addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault()
  })
}

// A bulk change goes on by itself, a batch at a time.
document.querySelector('form[data-go-on]')?.requestSubmit()
