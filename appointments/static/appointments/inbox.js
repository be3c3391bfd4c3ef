/* The inbox asks once a minute what is new. It renews words in their place (how long a request
   waits, how many there are), and where requests came or changed it says so and offers to show
   them: the list itself never moves under the reader. */
(() => {
  const status = document.querySelector("[data-inbox]");
  if (!status) return;
  const EVERY = 60000;
  let timer, askedAt = Date.now();

  const rowsOf = (root) => [...root.querySelectorAll("[data-request]")].map((row) => row.dataset.request).join();
  const totalOf = (root) => Number(root.querySelector("[data-total]").dataset.total);

  const say = (words) => {
    if (status.firstChild && status.firstChild.textContent === words + " ") return;
    const link = document.createElement("a");
    const here = new URL(window.location);
    here.searchParams.delete("choose");
    link.href = here;
    link.textContent = status.dataset.show;
    status.replaceChildren(words + " ", link);
  };

  const compare = (list, answer) => {
    const more = totalOf(answer) - totalOf(list);
    if (more === 1) say(status.dataset.one);
    else if (more > 1) say(status.dataset.many.replace("{count}", more));
    else if (rowsOf(answer) !== rowsOf(list)) say(status.dataset.changed);
    else status.replaceChildren();
  };

  const renew = (list, answer) => {
    for (const now of answer.querySelectorAll("[data-renew]")) {
      const old = list.querySelector(`[data-renew="${now.dataset.renew}"]`);
      if (old) [old.textContent, old.className] = [now.textContent, now.className];
    }
  };

  const ask = async () => {
    askedAt = Date.now();
    const address = new URL(status.dataset.inbox, window.location);
    address.search = window.location.search;
    const list = document.getElementById("listing-results");
    const shown = rowsOf(list);
    // The first header says that nobody acted; by the second Wagtail refuses and does not redirect.
    const headers = { "X-Quiet-Refresh": "1", "X-Requested-With": "XMLHttpRequest" };
    let response, text;
    try {
      response = await fetch(address, { headers, cache: "no-store", redirect: "error" });
      text = await response.text();
    } catch {
      response = null;
    }
    if (!response || !response.ok) {
      // Refused, nothing will come any more. A network that sleeps or a site that starts comes back.
      if (response && response.status < 500) clearInterval(timer);
      say(status.dataset.stopped);
      return;
    }
    if (rowsOf(list) !== shown) return; // another filter meanwhile
    const answer = new DOMParser().parseFromString(text, "text/html");
    compare(list, answer);
    renew(list, answer);
  };

  const askIfSeen = () => {
    if (document.visibilityState === "visible" && Date.now() - askedAt >= EVERY) ask();
  };
  timer = setInterval(askIfSeen, EVERY / 4);
  document.addEventListener("visibilitychange", askIfSeen);
  document.addEventListener("w-swap:success", () => status.replaceChildren());
})();
