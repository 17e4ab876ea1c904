// Keeps a job's page up to date: asks its JSON address until the job is finished, then
// loads the page once more, so that errors and buttons are the server's own.

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10000;

function show(root, live) {
  for (const element of root.querySelectorAll("[data-field]")) {
    const value = String(live[element.dataset.field] ?? "");
    if (element.textContent !== value) {
      element.textContent = value;
    }
  }
  const badge = root.querySelector("[data-state]");
  if (badge && badge.dataset.state !== live.state) {
    badge.classList.replace(`mai-badge-${badge.dataset.state}`, `mai-badge-${live.state}`);
    badge.dataset.state = live.state;
  }
  const bar = root.querySelector("[data-bar]");
  if (bar) {
    bar.value = live.finished;
  }
}

async function follow(root) {
  let wait = FIRST_WAIT_MS;
  let finished = -1;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (document.hidden) {
      continue;
    }
    let live;
    try {
      const response = await fetch(root.dataset.jobProgress, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        return;
      }
      live = await response.json();
    } catch {
      wait = LONGEST_WAIT_MS; // the network is away: ask again later
      continue;
    }
    show(root, live);
    if (!live.open) {
      window.location.reload();
      return;
    }
    // slow jobs are asked about less often
    wait = live.finished === finished ? Math.min(wait * 1.5, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    finished = live.finished;
  }
}

for (const root of document.querySelectorAll("[data-job-progress]")) {
  follow(root);
}
