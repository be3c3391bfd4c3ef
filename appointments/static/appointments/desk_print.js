/* Who prints what is recorded. A browser prints by itself and asks no server, so the page tells it:
   the requests that it shows, as it begins to print. */
(() => {
  const form = document.querySelector("[data-printed]");
  if (!form) return;
  window.addEventListener("beforeprint", () => {
    const body = new URLSearchParams(new FormData(form));
    for (const row of document.querySelectorAll("[data-request]")) body.append("chosen", row.dataset.request);
    fetch(form.action, { method: "POST", body, keepalive: true });
  });
})();
