// The hall's screen and a spectator's telephone: who is on stage, the clock, the ranking.
import { PHASES, STATUSES, at, follow, place, row, tag, tick } from "./live.js";

function show(state) {
  const current = state.entries.find((entry) => entry.id === state.current_entry_id);
  at("phase").textContent = current ? PHASES[current.phase] : STATUSES[state.status];
  at("current").textContent = current ? `${current.position}号 ${current.title}` : "等待下一个项目 Waiting";
  at("who").textContent = current ? `${current.organization_name} · ${current.presenter}` : state.place ?? "";
  at("scores").textContent = current ? `已评分 ${state.scores_in} / ${state.scores_due}` : "";
  const ranked = state.entries.filter((entry) => entry.rank !== null).sort((a, b) => a.rank - b.rank || a.position - b.position);
  at("ranking").replaceChildren(...ranked.map((entry) => row([entry.rank, "number"], [entry.title, "break"], [entry.score, "number"])));
  at("order").replaceChildren(...state.entries.map((entry) => row(
    [place(entry), "number"], [`${entry.title}（${entry.organization_name}）`, "break"],
    tag(PHASES[entry.phase], entry.phase === "concluded" ? "good" : entry.id === state.current_entry_id ? "warn" : ""),
  )));
}
tick(at("clock"));
follow(show);
