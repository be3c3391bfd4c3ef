// Says in words where the browser used no passkey: none was there, or the person said no.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("passkey-error");
  words.hidden = false;
});
