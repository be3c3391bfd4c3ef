// The button that prints the recovery codes.
"use strict";

document.querySelector("[data-sign-in-print]")?.addEventListener("click", () => window.print());
