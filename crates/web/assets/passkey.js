// A passkey: opens the browser's dialog, puts its answer into the form's hidden field, and sends the form like any other.
// Everything that is said stands in the page, in its language; what the browser is asked comes from the server.

const ceremony = document.querySelector("[data-passkey]");
const form = ceremony.closest("form");
const button = form.querySelector("button[type=submit]");
const problem = document.getElementById("passkey-problem");

const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const toBase64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

// The browsers of older phones cannot read and write these as JSON by themselves.
const withBytes = (descriptor) => ({ ...descriptor, id: fromBase64url(descriptor.id) });

const readOptions = (options) => ({
  ...options,
  challenge: fromBase64url(options.challenge),
  ...(options.user && { user: withBytes(options.user) }),
  ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map(withBytes) }),
  ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(withBytes) }),
});

const writeAnswer = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toBase64url(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const ask = (publicKey) =>
  ceremony.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey })
    : navigator.credentials.get({ publicKey });

// The sentence for an error of the browser, by the error's name.
const say = (name) => {
  const sentences = [...document.querySelectorAll("template[data-passkey-error]")];
  const sentence =
    sentences.find((template) => template.dataset.passkeyError === name) ||
    sentences.find((template) => template.dataset.passkeyError === "");
  problem.replaceChildren(sentence.content.cloneNode(true));
  problem.hidden = false;
  button.textContent = ceremony.dataset.retry;
};

// Never by itself: only when the button is pressed, once for each time.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // What was wrong the last time is no longer.
  document.getElementById("problems")?.remove();
  problem.hidden = true;
  button.disabled = true;
  try {
    const credential = await ask(readOptions(JSON.parse(ceremony.dataset.options)));
    form.elements.credential.value = writeAnswer(credential);
    form.submit();
  } catch (error) {
    button.disabled = false;
    button.focus();
    say(error.name);
  }
});

// Back leads to the page as it was left.
window.addEventListener("pageshow", () => {
  button.disabled = false;
});

if (!window.isSecureContext) {
  say("insecure");
} else if (!window.PublicKeyCredential || !navigator.credentials) {
  say("unsupported");
}
