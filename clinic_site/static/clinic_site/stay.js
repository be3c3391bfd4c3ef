/* Keeps a person who works signed in, asks one who seems to be away, and when the session has
   ended hides the page until they are back, with what they typed still in it.

   The server counts neither what Wagtail nor what our pages fetch by themselves. So this says, once
   a minute at most, that somebody typed or clicked. */
(() => {
  "use strict";
  const dialog = document.getElementById("stay");
  if (!dialog) return;
  const SAY_EVERY = 60000;
  const { user, state, stay, idleSeconds, warnSeconds } = dialog.dataset;
  let endsAt = Date.now() + idleSeconds * 1000;
  let saidAt = Date.now();

  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const words = (name, shown) => (dialog.querySelector(`[data-words="${name}"]`).hidden = !shown);
  const secondsLeft = () => (endsAt - Date.now()) / 1000;

  const show = (name) => {
    for (const each of ["warn", "ended"]) part(each).hidden = each !== name;
    dialog.setAttribute("aria-labelledby", name === "warn" ? "stay-heading" : "ended-heading");
    dialog.classList.toggle("stay-ended", name === "ended");
    if (!dialog.open) dialog.showModal();
    part(name).querySelector(".button").focus();
  };

  // A sign-in in another tab changes the key that forms are sent with.
  const renewForms = (key) => {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = key;
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = key;
  };

  // The answer of the server, or null where there is none: a network that sleeps says nothing.
  const ask = async (address, method) => {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    if (method === "POST") headers["X-CSRFToken"] = window.wagtailConfig.CSRF_TOKEN;
    try {
      const response = await fetch(address, { method, headers, cache: "no-store", redirect: "error" });
      return response.status === 401 ? { seconds: 0 } : response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  };

  // Returns whether the session goes on, as the same person's.
  const take = (answer) => {
    if (!answer) return secondsLeft() > 0;
    endsAt = Date.now() + answer.seconds * 1000;
    const isOther = answer.seconds > 0 && String(answer.user) !== user;
    words("other", isOther);
    if (answer.seconds <= 0 || isOther) {
      show("ended");
      return false;
    }
    renewForms(answer.csrf);
    if (answer.seconds > warnSeconds && dialog.open) dialog.close();
    return true;
  };

  const check = async () => {
    if (dialog.classList.contains("stay-ended") && dialog.open) return;
    if (secondsLeft() > warnSeconds) return;
    const goesOn = take(await ask(state, "GET"));
    if (goesOn && secondsLeft() <= warnSeconds && !dialog.open) show("warn");
  };

  const say = async () => {
    saidAt = Date.now();
    take(await ask(stay, "POST"));
  };

  const act = (event) => {
    if (!event.isTrusted || dialog.open || Date.now() - saidAt < SAY_EVERY) return;
    if (secondsLeft() > 0) say();
    else check();
  };

  dialog.querySelector('[data-act="stay"]').addEventListener("click", say);
  dialog.querySelector('[data-act="go-on"]').addEventListener("click", async () => {
    words("still", false);
    words("still", !take(await ask(state, "GET")) && part("ended").querySelector('[data-words="other"]').hidden);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!part("warn").hidden) say();
  });
  // A computer that slept: first see whether the form would still be taken.
  document.addEventListener("submit", (event) => {
    if (secondsLeft() > 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(state, "GET").then((answer) => take(answer) && event.target.requestSubmit(event.submitter));
  }, true);
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, act, true);
  document.addEventListener("visibilitychange", check);
  setInterval(check, 5000);
})();
