// Loads the review page again while a worker reads the claims of its text, unless somebody has
// a form open or looks at another page.

const EVERY_MS = 3000;

if (document.querySelector("[data-review] [data-waits]")) {
  setInterval(() => {
    if (!document.hidden && !document.querySelector("[data-review] details[open]")) {
      window.location.reload();
    }
  }, EVERY_MS);
}
