/* Shows in the editor's checks panel what the server says of the page as it is typed. The preview
   brings it along: Wagtail renders it anew, on the server, whenever the form has changed. */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);
  const panel = find("[data-page-checks]");
  if (!panel) return;

  const counter = find('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
  let found = Number(panel.dataset.count);
  let foundByWagtail = 0;

  /* Wagtail writes the number of its own checks into the counter; ours are added to it. */
  const observer = new MutationObserver(() => {
    foundByWagtail = Number(counter.textContent) || 0;
    showCount();
  });

  function showCount() {
    if (!counter) return;
    observer.disconnect();
    counter.textContent = found + foundByWagtail;
    counter.hidden = found + foundByWagtail === 0;
    observer.observe(counter, { childList: true, characterData: true, subtree: true });
  }

  function showFresh() {
    const preview = document.getElementById("w-preview-iframe");
    const fresh = preview?.contentDocument?.querySelector("[data-fresh-page-checks]");
    if (!fresh) return;
    panel.replaceChildren(document.importNode(fresh.content, true));
    const status = find("[data-page-checks-status]");
    if (status.textContent !== fresh.dataset.summary) status.textContent = fresh.dataset.summary;
    found = Number(fresh.dataset.count);
    showCount();
  }

  function showWhetherItWaits(event) {
    find("[data-page-checks-waiting]").hidden = event.detail.data.is_valid;
  }

  document.addEventListener("w-preview:json", showWhetherItWaits);
  document.addEventListener("w-preview:loaded", showFresh);
  showCount();
})();
