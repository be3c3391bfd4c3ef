/* Suggestions below the search boxes: the ARIA pattern "editable combobox with list autocomplete,
   manual selection" (w3.org/WAI/ARIA/apg/patterns/combobox). Without this file the boxes are plain
   forms. It keeps nothing: no cookie, no storage. */
(() => {
  "use strict";
  const PAUSE = 200; // milliseconds without a key before we ask
  let boxes = 0;

  for (const form of document.querySelectorAll("[data-suggestions]")) {
    const input = form.querySelector("input");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    let timer, asking, active = -1;

    list.id = `suggestions-${boxes++}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label").textContent);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.parentNode.append(list, status);
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
    for (const [name, value] of Object.entries({ ...states, "aria-expanded": "false" })) {
      input.setAttribute(name, value);
    }

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      activate(-1);
      input.setAttribute("aria-expanded", "false");
    };

    const activate = (position) => {
      active = position;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === position));
      const option = list.children[position];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };

    const show = ({ suggestions, said }) => {
      list.replaceChildren(...suggestions.map(({ label, note, url }, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.dataset.url = url;
        option.setAttribute("role", "option");
        option.append(label);
        if (note) {
          const small = document.createElement("small");
          small.textContent = note;
          option.append(" ", small);
        }
        return option;
      }));
      activate(-1);
      status.textContent = said;
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`;
        const response = await fetch(address, { signal: asking.signal, credentials: "omit" });
        if (response.ok && document.activeElement === input) show(await response.json());
      } catch {
        // Stopped, or no network: the form works all the same.
      }
    };

    const go = (option) => {
      close();
      location.assign(option.dataset.url);
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < 2) {
        close();
        status.textContent = "";
      } else {
        timer = setTimeout(ask, PAUSE);
      }
    });

    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.isComposing) return;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
        event.preventDefault();
        if (list.hidden) {
          list.hidden = false;
          input.setAttribute("aria-expanded", "true");
        }
        const step = event.key === "ArrowDown" ? 1 : -1;
        // From the last one and from the first one back to the text, and then around.
        const next = active + step;
        activate(next >= count ? -1 : next < -1 ? count - 1 : next);
      } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
        event.preventDefault();
        go(list.children[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // the words stay; a second Escape clears them, as in any such field
        close();
      } else if (event.key === "Home" || event.key === "End") {
        activate(-1); // back to the text, where the browser moves the caret
      }
    });

    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
    input.addEventListener("blur", close);
  }
})();
