// Single keys on the review page: an element with data-key is clicked, or, where it is a
// <details>, opened with its first field in focus. Off while a person types, and by a switch
// that the browser remembers (WCAG 2.1.4).

const STORE = "marketing_ai.keys";

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function use(element) {
  if (element instanceof HTMLDetailsElement) {
    element.open = true;
    element.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  } else if (!element.disabled) {
    element.click();
  }
}

for (const root of document.querySelectorAll("[data-review]")) {
  const toggle = root.querySelector("[data-keys-switch]");
  if (toggle) {
    toggle.checked = localStorage.getItem(STORE) !== "off";
    toggle.addEventListener("change", () => {
      localStorage.setItem(STORE, toggle.checked ? "on" : "off");
    });
  }
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || event.repeat || (toggle && !toggle.checked) || isTyping(event.target)) {
      return;
    }
    const element = root.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (element) {
      event.preventDefault();
      use(element);
    }
  });
}
