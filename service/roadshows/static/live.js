// What all pages of the hall share: the stream of the live state, the clock, requests, and building rows.
export const PHASES = { waiting: "候场 Waiting", pitch: "路演 Pitch", questions: "答辩 Questions", concluded: "已结束 Done" };
export const STATUSES = {
  planned: "筹备中 Planned", open: "征集中 Open", closed: "征集结束 Closed", live: "进行中 Live", scored: "已评分 Scored",
  noticed: "公示中 Notice", published: "已发布 Published", followed_up: "已跟踪 Followed up", cancelled: "已取消 Cancelled",
};
export const at = (id) => document.getElementById(id);
export const hall = at("hall")?.dataset ?? {};
const api = `/api/v1/roadshows/${hall.roadshow}`;
let ahead = 0; // how far this machine's clock is ahead of the server's
let ends = null;

/** Follow the hall; the browser comes back by itself when the server was away. */
export function follow(show) {
  const stream = new EventSource(`${api}/live/events`);
  stream.addEventListener("clock", (event) => { ahead = Date.now() - Date.parse(JSON.parse(event.data)); });
  stream.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    ends = state.phase_ends_at && Date.parse(state.phase_ends_at);
    at("connection").textContent = "● 实时 Live";
    show(state);
  });
  stream.onerror = () => { at("connection").textContent = "○ 重新连接… Reconnecting"; };
}

/** Keep a clock running towards the end of the present phase; past it, it counts up in red. */
export function tick(element) {
  const draw = () => {
    const left = ends === null ? null : Math.round((ends - (Date.now() - ahead)) / 1000);
    const seconds = Math.abs(left ?? 0);
    const text = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    element.textContent = left === null ? "--:--" : (left < 0 ? "+" : "") + text;
    element.classList.toggle("over", left !== null && left < 0);
  };
  draw();
  setInterval(draw, 250);
}

/** A request that tries again while the server is away or busy; throws the problem that it answers. */
export async function call(method, path, body, headers = {}) {
  const page = document.cookie.match(/(?:^|; )(?:__Host-)?keju_csrf=([^;]*)/);
  const sent = { "Content-Type": "application/json", ...headers };
  if (page) sent["X-CSRF-Token"] = decodeURIComponent(page[1]);
  for (let attempt = 0; ; attempt += 1) {
    let answer = null;
    try {
      answer = await fetch(path, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
      answer = null; // the network or the server is away
    }
    if (answer && answer.status !== 503) {
      const told = await answer.json();
      if (!answer.ok) throw told;
      return told;
    }
    if (attempt >= 7) throw { title_zh: "服务器暂时没有响应，请稍后再试", detail: "No answer" };
    await new Promise((again) => setTimeout(again, 400 * 2 ** Math.min(attempt, 3) * (0.5 + Math.random())));
  }
}
export const ask = (method, path, body) => call(method, api + path, body);

export function say(text, kind = "good") {
  at("message").textContent = text;
  at("message").className = `message ${kind}`;
}
export const explain = (problem) => say(`${problem.title_zh ?? "出错了"}：${problem.detail ?? problem}`, "bad");

/** The place by lot, before the draw a dash. */
export const place = (entry) => (entry.position ? `${entry.position}号` : "–");

/** A table row from cells: a text, a node, or [text, class]. */
export function row(...cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    const box = document.createElement("td");
    if (cell instanceof Node) box.append(cell);
    else if (Array.isArray(cell)) { box.textContent = cell[0] ?? ""; box.className = cell[1]; } else box.textContent = cell ?? "";
    line.append(box);
  }
  return line;
}
export function tag(text, kind = "") {
  const made = document.createElement("span");
  made.className = `tag ${kind}`;
  made.textContent = text;
  return made;
}
export function button(text, act, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  made.onclick = async () => {
    made.disabled = true;
    try { await act(); } catch (problem) { explain(problem); } finally { made.disabled = false; }
  };
  return made;
}
