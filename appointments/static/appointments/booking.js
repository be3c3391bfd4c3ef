/* Renews the calendar beside the booking form by itself, and puts a free spot into the form.
   Without this script the same buttons send the whole form. Nothing goes into an address. */
(() => {
  const form = document.getElementById("form-visit");
  const calendar = document.getElementById("booking-calendar");
  if (!form || !calendar) return;
  const WATCHED = ["clinician", "location", "day", "minutes"];
  const LOOKS = ["show", "go", "spot"];
  let newest = 0;

  const sayStale = () => {
    const sentence = document.createElement("p");
    sentence.className = "booking__stale";
    sentence.setAttribute("role", "alert");
    sentence.textContent = calendar.dataset.stale;
    calendar.querySelector(".booking__stale")?.remove();
    calendar.prepend(sentence);
  };

  const renew = async (name, value) => {
    const data = new FormData(form);
    data.set(name, value);
    data.set("part", "calendar");
    const number = (newest += 1);
    const at = [...calendar.querySelectorAll("button")].indexOf(document.activeElement);
    try {
      const response = await fetch(window.location.pathname, { method: "POST", body: data });
      if (!response.ok || response.redirected) throw new Error(response.status);
      const html = await response.text();
      if (number !== newest) return;
      calendar.innerHTML = html;
      // The button that was pressed is gone: its like has the focus.
      if (at >= 0) calendar.querySelectorAll("button")[at]?.focus();
    } catch {
      if (number === newest) sayStale();
    }
  };

  const shown = () => calendar.querySelector("[data-week]")?.dataset.week || "";

  const mark = () => {
    const typed = `${form.elements.day.value}T${form.elements.time.value}`;
    calendar.querySelectorAll('[name="spot"]').forEach((spot) => {
      if (spot.value === typed) spot.setAttribute("aria-pressed", "true");
      else spot.removeAttribute("aria-pressed");
    });
  };

  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name === "time") mark();
    if (!WATCHED.includes(name)) return;
    // Another day shows its week; anything else keeps the week that is looked at.
    if (name === "day") renew("show", "week");
    else renew("go", shown());
  });

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !LOOKS.includes(button.name)) return;
    event.preventDefault();
    if (button.name !== "spot") {
      renew(button.name, button.value);
      return;
    }
    const [day, time] = button.value.split("T");
    form.elements.day.value = day;
    form.elements.time.value = time;
    mark();
    form.elements.time.focus();
  });
})();
