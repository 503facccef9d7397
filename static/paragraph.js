// A quiet sign at the end of the paragraph one is at, which leads to it, so that its address can be sent to somebody: on
// hovering, where the focus is, and where text is selected. The addresses are there without it, and nobody tabs over thirty.
const text = document.querySelector('.prose[data-link]')
if (text) {
  const pin = Object.assign(document.createElement('a'), { className: 'pin', textContent: '¶' })
  pin.setAttribute('aria-label', text.dataset.link)
  const show = (at) => {
    const block = at?.closest?.('.prose[data-link] [id^=p-]')
    if (!block || block.contains(pin)) return
    pin.href = `#${block.id}`
    const last = block.lastElementChild
    ;(last?.matches('p, li, dd') ? last : block).append(pin)
  }
  text.addEventListener('pointerover', (event) => show(event.target))
  text.addEventListener('focusin', (event) => show(event.target))
  document.addEventListener('selectionchange', () => show(getSelection().focusNode?.parentElement))
}
