// What only helps: the page works without it.

// A click on a picture chooses its focus. The picture is cropped to a square, at the focus that it has.
for (const frame of document.querySelectorAll('[data-focus]')) {
  const image = frame.querySelector('img')
  const field = (axis) => document.getElementById(`focus-${axis}-${frame.dataset.focus}`)
  if (!image) continue
  frame.dataset.chosen = ''
  frame.addEventListener('click', ({ clientX, clientY }) => {
    const box = image.getBoundingClientRect()
    const { naturalWidth, naturalHeight } = image
    const scale = Math.max(box.width / naturalWidth, box.height / naturalHeight)
    choose('x', clientX - box.left, naturalWidth * scale, box.width)
    choose('y', clientY - box.top, naturalHeight * scale, box.height)
  })

  function choose(axis, at, whole, shown) {
    const input = field(axis)
    const hidden = ((whole - shown) * Number(input.value)) / 100
    input.value = Math.round(Math.min(1, Math.max(0, (hidden + at) / whole)) * 100)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

// Files go one after the other, each with its progress, chosen or dropped, also while others are on their way.
for (const form of document.querySelectorAll('form[data-upload]')) {
  const input = form.querySelector('input[type=file]')
  const list = form.querySelector('[data-progress]')
  const button = form.querySelector('button')
  let queue = Promise.resolve()
  let left = 0
  let failed = false
  form.querySelector('[data-drop]').hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    add(input.files)
  })
  form.addEventListener('dragover', (event) => {
    event.preventDefault()
    form.dataset.over = ''
  })
  form.addEventListener('dragleave', () => {
    delete form.dataset.over
  })
  form.addEventListener('drop', (event) => {
    event.preventDefault()
    delete form.dataset.over
    add(event.dataTransfer.files)
  })

  function add(files) {
    for (const file of files) {
      left += 1
      button.disabled = true
      queue = queue.then(() => sendOne(file)).then(finishOne)
    }
  }

  function finishOne(isAdded) {
    failed ||= !isAdded
    left -= 1
    if (left > 0) return
    button.disabled = false
    if (failed) input.value = ''
    else location.reload()
    failed = false
  }

  async function sendOne(file) {
    const row = document.createElement('li')
    const progress = document.createElement('progress')
    row.append(`${file.name} `, progress)
    list.append(row)
    const problem = await send(file, (share) => {
      progress.value = share
    })
    const { added, refused } = form.dataset
    const said = problem === undefined ? added : refused.replace('{problem}', () => problem)
    row.textContent = said.replace('{file}', () => file.name)
    return problem === undefined
  }

  // fetch tells nothing of what is sent.
  function send(file, tell) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      const body = new FormData()
      body.append('files', file)
      request.open('POST', form.action)
      request.setRequestHeader('accept', 'application/json')
      request.responseType = 'json'
      request.upload.addEventListener('progress', ({ loaded, total }) => tell(loaded / total))
      request.addEventListener('load', () => resolve(problemOf(request, form.dataset.failed)))
      request.addEventListener('error', () => resolve(form.dataset.failed))
      request.send(body)
    })
  }
}

function problemOf({ status, response }, failed) {
  if (status === 200) return undefined
  return response?.refused?.[0]?.problem ?? response?.message ?? failed
}
