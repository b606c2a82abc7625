// Answers with all that is wrong with the page as it stands. The driver runs it as the body of a function; the first
// argument says whether axe, which then stands before it, judges too.

const [withAxe, done] = arguments;
const wrong = [];
const where = (element) => element.localName + (element.id && `#${element.id}`) + [...element.classList].map((c) => `.${c}`).join("");

// Nothing scrolls to the side (1.4.10), spills out of its box or is cut off (1.4.4, 1.4.12).
const { scrollWidth, clientWidth } = document.documentElement;
if (scrollWidth > clientWidth) wrong.push(`${scrollWidth} px wide on a screen of ${clientWidth} px`);
const everything = [...document.querySelectorAll("body *:not(input, textarea)")].filter((element) => element.checkVisibility());
const onlyForReaders = everything.filter((element) => getComputedStyle(element).clipPath !== "none");
for (const element of everything) {
  const { display, overflowY } = getComputedStyle(element);
  const unseen = onlyForReaders.some((hidden) => hidden.contains(element));
  if (display === "inline" || unseen || element.clientWidth === 0) continue;
  if (element.scrollWidth > element.clientWidth + 1) wrong.push(`${where(element)} is narrower than what is in it`);
  const cut = ["hidden", "clip"].includes(overflowY) && element.scrollHeight > element.clientHeight + 1;
  if (cut) wrong.push(`${where(element)} cuts off what is in it`);
}

// Every text is in the language that is said of it (3.1.1, 3.1.2).
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const english = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/;
const read = (text, element) => {
  const { lang } = element.closest("[lang]");
  const foreign = lang === "en" ? japanese : english;
  if (foreign.test(text)) wrong.push(`${where(element)} is said to be “${lang}”: ${text.trim()}`);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) read(texts.currentNode.data, texts.currentNode.parentElement);
for (const name of ["alt", "aria-label", "title", "placeholder", "data-label", "data-show"]) {
  // The language switch is named in both languages.
  for (const element of document.querySelectorAll(`[${name}]:not(.languages)`)) read(element.getAttribute(name), element);
}
read(document.title.split("｜")[0], document.querySelector("h1 > [lang]") ?? document.documentElement);

// Browsers and password managers are told what every field is (1.3.5).
const tokens = {
  username: /^username( webauthn)?$/,
  password: /^current-password$/,
  new_password: /^new-password$/,
  new_password_again: /^new-password$/,
  code: /^one-time-code$/,
  email: /^email$/,
  birth_date: /^bday$/,
};
for (const field of document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")) {
  if (!(tokens[field.name] ?? /^off$/).test(field.autocomplete)) {
    wrong.push(`${where(field)} has autocomplete=“${field.autocomplete}”`);
  }
}

// Whoever wants stillness gets it.
if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  for (const element of document.querySelectorAll("*")) {
    const { transitionDuration, animationName } = getComputedStyle(element);
    if (transitionDuration !== "0s" || animationName !== "none") wrong.push(`${where(element)} moves`);
  }
}

if (withAxe) {
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }).then(
    ({ violations }) => {
      for (const { id, help, nodes } of violations) {
        for (const { target, failureSummary } of nodes) wrong.push(`${id} (${help}) at ${target}: ${failureSummary}`);
      }
      done(wrong);
    },
    (error) => done([String(error)]),
  );
} else {
  done(wrong);
}
