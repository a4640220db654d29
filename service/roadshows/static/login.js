// Log in with a cookie, then show the page that was asked for.
const form = document.getElementById("login");
form.onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ email: form.email.value, password: form.password.value });
  const answer = await fetch("/api/v1/sessions/browser", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (answer.ok) window.location.reload();
  else document.getElementById("message").textContent = (await answer.json()).title_zh;
};
