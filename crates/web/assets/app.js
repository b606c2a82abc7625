// What pages are a little better with. None of them needs it.

// A box below each password that shows what is typed.
for (const box of document.querySelectorAll("[data-show]")) {
  const input = box.querySelector("input");
  const shown = document.createElement("input");
  shown.type = "checkbox";
  shown.id = `${input.id}-shown`;
  const label = document.createElement("label");
  label.htmlFor = shown.id;
  label.textContent = box.dataset.show;
  const choice = document.createElement("div");
  choice.className = "choice show";
  choice.append(shown, label);
  box.append(choice);

  const show = () => {
    input.type = shown.checked ? "text" : "password";
  };
  shown.addEventListener("change", show);
  // A password must not be sent from a text field: browsers would remember it among what was typed before.
  input.form?.addEventListener("submit", () => {
    shown.checked = false;
    show();
  });
}

// A tab that a page of ours opened may be closed; where the browser does not let us, the link leads on.
for (const link of document.querySelectorAll("[data-close]")) {
  link.addEventListener("click", () => window.close());
}

// What is wrong with a form is read out and comes into view first.
document.getElementById("problems")?.focus();
