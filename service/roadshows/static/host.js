// The host's desk: draw, start, call entries, watch who has scored, conclude, count.
import { PHASES, STATUSES, ask, at, button, explain, follow, place, row, say, tag, tick } from "./live.js";

let desk = null;
let asking = false;
let again = false;

/** The desk is read again at each change; changes that come meanwhile are read once more afterwards. */
async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    desk = await ask("GET", "/desk");
    draw();
    if (desk.live.status === "closed") await before();
  } catch (problem) { explain(problem); } finally { asking = false; }
  if (again) { again = false; await refresh(); }
}
async function before() {
  const plan = await ask("GET", "");
  at("draw").hidden = plan.draw !== null;
  at("start").hidden = plan.draw === null;
}
function draw() {
  const { live } = desk;
  const current = live.entries.find((entry) => entry.id === live.current_entry_id);
  at("status").textContent = STATUSES[live.status];
  at("before").hidden = live.status !== "closed";
  at("stage").hidden = live.status !== "live" || !desk.entry_id;
  const shown = live.entries.find((entry) => entry.id === desk.entry_id);
  at("phase").textContent = shown ? PHASES[shown.phase] : "–";
  at("current").textContent = shown ? `${shown.position}号 ${shown.title}` : "";
  at("scores").textContent = current ? `已评分 ${live.scores_in} / ${live.scores_due}` : "";
  at("questions").hidden = current?.phase !== "pitch";
  at("conclude").hidden = !current;
  at("missing").textContent = current && desk.missing.length ? `未评分：${desk.missing.join("、")}` : current ? "全部评委已评分" : "";
  at("missing").className = `message ${desk.missing.length ? "bad" : "good"}`;
  at("judges").replaceChildren(...desk.judges.map((judge) => row(`${judge.seat}. ${judge.name}`, standing(judge), [judge.score, "number"])));
  at("entries").replaceChildren(...live.entries.map((entry) => row([place(entry), "number"], [entry.title, "break"], step(entry, live, current))));
  at("finish").hidden = live.status !== "live" || Boolean(current);
}
function standing(judge) {
  if (judge.is_conflicted) return tag("回避 Recused", "warn");
  if (judge.has_scored) return tag("已评 Scored", "good");
  return judge.is_excused ? tag("离席 Excused") : tag("未评 Missing", "bad");
}
function step(entry, live, current) {
  if (live.status !== "live" || entry.phase !== "waiting" || current) {
    return tag(entry.score ? `${entry.score} · 第${entry.rank}名` : PHASES[entry.phase], entry.phase === "concluded" ? "good" : "");
  }
  return button("请上台 Call", () => run(entry.id, "pitch"));
}
async function run(entry, action, body) {
  await ask("POST", `/entries/${entry}/${action}`, body);
  say("");
  await refresh();
}
async function conclude() {
  const { missing } = desk;
  if (missing.length && !window.confirm(`以下评委未评分：${missing.join("、")}。仍要结束吗？`)) return;
  await run(desk.live.current_entry_id, "conclude", { accept_missing: missing.length > 0 });
}
async function finish() {
  const waiting = desk.live.entries.filter((entry) => entry.phase === "waiting").length;
  if (waiting && !window.confirm(`还有 ${waiting} 个项目没有上台。仍要结束吗？`)) return;
  await ask("POST", "/finish", { accept_waiting: waiting > 0 });
  say("成绩已计算，可在系统中填写评审结论并公示。");
  await refresh();
}
async function links() {
  const panel = await ask("GET", "/judges");
  at("links").replaceChildren(...panel.items.map((judge) => {
    const place = document.createElement("span");
    place.className = "break";
    const make = button("生成链接 Link", async () => {
      const link = await ask("POST", `/judges/${judge.id}/link`);
      place.textContent = window.location.origin + link.path;
    }, "plain");
    return row(`${judge.seat}. ${judge.name}`, make, place);
  }));
}
const guarded = (act) => (event) => { event.preventDefault?.(); act(event).catch(explain); };
at("draw").onsubmit = guarded(async () => { await ask("POST", "/draw", { word: at("draw").word.value }); await refresh(); });
at("start").onclick = guarded(async () => { await ask("POST", "/start"); await refresh(); });
at("questions").onclick = guarded(() => run(desk.live.current_entry_id, "questions"));
at("conclude").onclick = guarded(conclude);
at("finish").onclick = guarded(finish);
tick(at("clock"));
follow(refresh);
links().catch(explain);
