// The page that tells other applications in hidden frames that a session ended: goes on once they have loaded, or after
// a while, because one of them may not answer.

var link = document.querySelector("[data-leaving] a");
var leave = function () { location.replace(link.href); };

window.addEventListener("load", leave);
setTimeout(leave, 5000);
