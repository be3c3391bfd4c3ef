// Shows a button that prints, to those whose browser runs scripts; the others use its own menu.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
