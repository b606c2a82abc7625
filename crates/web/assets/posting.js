// The page that brings an answer back to an application: its form is sent as soon as it is there.

document.querySelector("[data-posting]").submit();
