// Brings what shoppers say up to date while a review that was just sent is being read.
// Without JavaScript the same is there on the next load.

const EVERY_MS = 1500;
const AT_MOST = 40;

async function refresh(left) {
  const present = document.querySelector("#said");
  if (!present) return;
  const isWaiting = present.hasAttribute("data-refresh-until-read");
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("#said");
      if (fresh) present.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // the shop may be busy: the next try is due anyway
  }
  // once more after it was read: the summary follows the counts
  if (isWaiting && left > 1) setTimeout(refresh, EVERY_MS, left - 1);
}

setTimeout(refresh, EVERY_MS, AT_MOST);
