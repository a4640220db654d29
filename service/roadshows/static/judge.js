// A judge's telephone: marks for the entry on stage, kept on the telephone until the server has them.
import { PHASES, STATUSES, at, call, explain, follow, hall, place, row, say, tag } from "./live.js";

const base = `/hall/${hall.roadshow}/judge`;
const token = { "X-Hall-Token": document.querySelector("meta[name=hall-token]").content };
let seen = "";
let state = null;
let shownEntry = null;

const draftKey = (entry) => `keju-marks-${hall.judge}-${entry}`;
const inputs = () => [...at("criteria").querySelectorAll("input")];
const marks = () => Object.fromEntries(inputs().map((input) => [input.name, input.value.trim()]));

async function refresh() {
  state = await call("GET", `${base}/state`);
  const current = state.entries.find((entry) => entry.id === state.current_entry_id);
  at("phase").textContent = current ? PHASES[current.phase] : STATUSES[state.status];
  at("entry").hidden = !current;
  at("waiting").hidden = Boolean(current);
  if (current) show(current);
  at("mine").replaceChildren(...state.entries.map((entry) => row([place(entry), "number"], [entry.title, "break"], result(entry))));
}
function result(entry) {
  if (entry.is_conflicted) return tag("回避", "warn");
  return entry.score ? tag(entry.score.score, "good") : tag("–");
}
function show(entry) {
  at("current").textContent = `${entry.position}号 ${entry.title}`;
  at("who").textContent = `${entry.organization_name} · ${entry.presenter}`;
  at("summary").textContent = entry.summary;
  const closed = entry.is_conflicted || state.is_excused;
  at("form").hidden = closed;
  at("recuse").hidden = closed;
  if (entry.id === shownEntry) return;
  shownEntry = entry.id;
  say(entry.is_conflicted ? "您与该项目存在利益关系，本项目由其他评委评分。" : state.is_excused ? "您已离席。" : "");
  build(entry);
}
function build(entry) {
  const kept = JSON.parse(localStorage.getItem(draftKey(entry.id)) ?? "null") ?? entry.score?.marks ?? {};
  at("criteria").replaceChildren(...state.criteria.map((criterion) => {
    const label = document.createElement("label");
    label.textContent = `${criterion.name}（权重 ${criterion.weight}）`;
    const input = document.createElement("input");
    Object.assign(input, { name: criterion.code, type: "number", inputMode: "decimal", min: 0, max: 100, step: 0.01, required: true });
    input.placeholder = "0–100";
    input.value = kept[criterion.code] ?? "";
    label.append(input);
    return label;
  }));
  weigh();
  if (entry.score) say(`已提交 ${entry.score.score} 分，结束前可以修改。`);
}
function weigh() {
  const given = marks();
  const complete = inputs().every((input) => input.value !== "" && input.checkValidity());
  const total = state.criteria.reduce((sum, one) => sum + one.weight, 0);
  const sum = state.criteria.reduce((all, one) => all + one.weight * Number(given[one.code]), 0);
  at("score").textContent = complete ? (sum / total).toFixed(2) : "–";
}
async function send(event) {
  event.preventDefault();
  const entry = shownEntry;
  at("send").disabled = true;
  say("正在提交…");
  try {
    const score = await call("PUT", `${base}/entries/${entry}/score`, { marks: marks() }, token);
    localStorage.removeItem(draftKey(entry));
    at("score").textContent = score.score;
    say(`已提交 ${score.score} 分，结束前可以修改。`);
    await refresh();
  } catch (problem) { explain(problem); } finally { at("send").disabled = false; }
}
async function recuse() {
  const reason = window.prompt("请说明利益关系");
  if (!reason) return;
  const entry = shownEntry;
  try {
    await call("POST", `${base}/recusals`, { entry_id: entry, reason }, token);
    shownEntry = null;
    await refresh();
  } catch (problem) { explain(problem); }
}
at("form").onsubmit = send;
at("recuse").onclick = recuse;
at("criteria").oninput = () => { localStorage.setItem(draftKey(shownEntry), JSON.stringify(marks())); weigh(); };
// Other judges' scores move the counter too; only what concerns this telephone is read again.
follow((live) => {
  const now = JSON.stringify([live.status, live.entries.map((entry) => [entry.id, entry.phase])]);
  if (now === seen) return;
  seen = now;
  refresh().catch(explain);
});
