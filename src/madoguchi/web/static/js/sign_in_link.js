// The demo's one-time sign-in: presses the page's own button. A fragment (the demo's secret part) is kept on this computer: it goes
// along in the form's address, which browsers never send, and they carry it over the redirect that follows (RFC 9110, 10.2.2).
const form = document.getElementById("sign-in-link");
form.action = form.getAttribute("action") + location.hash;
form.submit();
