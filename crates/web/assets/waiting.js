// A page that waits for what is done elsewhere, in a mail program or on another device: asks now and then, says in words
// that it is done, and goes on. It gives up before long: then there is the button.

const waiting = document.querySelector("[data-waiting]");
const ASK_EVERY = 4_000;
const READ_OUT = 3_000;
const PATIENCE = 30 * 60_000;
const began = Date.now();

const isDone = async () => {
  const answer = await fetch(waiting.dataset.waiting, { redirect: "manual" });
  return answer.ok && !(await answer.json()).waiting;
};

const ask = async () => {
  if (Date.now() - began > PATIENCE) return;
  // Without a connection there is no answer, and the next question may have one.
  if (!document.hidden && (await isDone().catch(() => false))) {
    waiting.textContent = waiting.dataset.done;
    setTimeout(() => location.assign(waiting.dataset.next), READ_OUT);
    return;
  }
  setTimeout(ask, ASK_EVERY);
};

setTimeout(ask, ASK_EVERY);
