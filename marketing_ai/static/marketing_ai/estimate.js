// On the confirm page: when an option changes, asks the server for the estimate again and
// puts it in place. Without it the button “Estimate again” does the same.

const WAIT_MS = 400;

for (const form of document.querySelectorAll("[data-estimate-form]")) {
  let timer;
  let latest = 0;
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++latest;
      const body = new FormData(form);
      body.set("_estimate", "1");
      const response = await fetch(window.location.href, { method: "POST", body });
      if (!response.ok || turn !== latest) {
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-estimate]");
      if (fresh) {
        form.querySelector("[data-estimate]").replaceChildren(...fresh.childNodes);
      }
    }, WAIT_MS);
  });
}
