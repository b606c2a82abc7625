// Passkeys: opens the browser's dialog, puts its answer into the form's hidden field, and sends the form like any other.
// Everything that is said stands in the page, in its language; what the browser is asked comes from the server.

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

// Why there can be no dialog, if there can be none.
const missing =
  (!window.isSecureContext && "insecure") || (!(window.PublicKeyCredential && navigator.credentials) && "unsupported");

const perform = (ceremony) => {
  const form = ceremony.closest("form");
  const button = form.querySelector("button[type=submit]");
  const problem = document.getElementById("passkey-problem");
  const { passkey: kind, options, retry, field } = ceremony.dataset;
  const inField = new AbortController();

  const ask = (how) => navigator.credentials[kind]({ publicKey: readOptions(JSON.parse(options)), ...how });

  const send = (credential) => {
    form.elements.credential.value = writeAnswer(credential);
    form.submit();
  };

  // The sentence for an error of the browser, by the error's name.
  const say = (name) => {
    const sentences = [...document.querySelectorAll("template[data-passkey-error]")];
    const sentence =
      sentences.find((template) => template.dataset.passkeyError === name) ||
      sentences.find((template) => template.dataset.passkeyError === "");
    problem.replaceChildren(sentence.content.cloneNode(true));
    problem.hidden = false;
    button.textContent = retry;
  };

  // Never by itself: only when the button is pressed, once for each time.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // A browser asks one question at a time.
    inField.abort();
    // What was wrong the last time is no longer.
    document.getElementById("problems")?.remove();
    problem.hidden = true;
    button.disabled = true;
    try {
      send(await ask({}));
    } catch (error) {
      button.disabled = false;
      button.focus();
      say(missing || error.name);
    }
  });

  // Back leads to the page as it was left.
  window.addEventListener("pageshow", () => {
    button.disabled = false;
  });

  // Among what the browser offers to fill into a field: once for each page. Nobody pressed anything, so nothing is said
  // when nothing comes of it.
  const offerInField = async () => {
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.()) || inField.signal.aborted) return;
    try {
      send(await ask({ mediation: "conditional", signal: inField.signal }));
    } catch {
      // The button is there.
    }
  };

  if (field !== undefined) {
    // A way beside another one, which needs none of this.
    form.hidden = Boolean(missing);
    if (!missing) offerInField();
  } else if (missing) {
    say(missing);
  }
};

const ceremony = document.querySelector("[data-passkey]");
if (ceremony) perform(ceremony);

// What the device's password manager should know of passkeys here (WebAuthn §5.1.10), where it can be told.
for (const { dataset } of document.querySelectorAll("[data-signal]")) {
  if (!missing) window.PublicKeyCredential[dataset.signal]?.(JSON.parse(dataset.options)).catch(() => {});
}
