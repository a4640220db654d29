"""What judgements change: calibration, one need's feedback, the learner across needs, the measures."""

import json
from pathlib import Path

import numpy as np
import pytest

from matching import evaluation
from matching.calibration import fit, level_of, level_of_search, probability_of, shipped
from matching.document import Document
from matching.errors import InputRefused
from matching.feedback import LEAST, NeedFeedback
from matching.index import Index
from matching.judgements import Judged, read
from matching.learning import AcrossNeeds
from matching.metrics import by_need, contest_score, interval, ndcg, spearman
from matching.ranking import rank

TOPICS = ["高镍三元电池电解液", "奶牛养殖环境监测", "石墨烯导热涂料", "羊绒分梳设备改造"]


def judged_pairs(needs: int = 24, each: int = 4) -> list[Judged]:
    pairs = []
    for n in range(needs):
        topic = TOPICS[n % len(TOPICS)]
        need = Document(f"n{n}", f"{topic}需求{n}", f"企业需要{topic}方面的技术。")
        for a in range(each):
            title = TOPICS[(n + a) % len(TOPICS)] + f"研究{n}{a}"
            achievement = Document(f"a{n}-{a}", title, "")
            pairs.append(Judged(need, achievement, 4.0 if a == 0 else 1.0 + a % 2, f"f{n % len(TOPICS)}"))
    return pairs


def test_metrics_on_known_cases():
    levels = np.array([4.0, 1, 2])
    assert ndcg(levels, np.array([3.0, 1, 2])) == 1
    assert ndcg(levels, np.array([1.0, 2, 3])) == pytest.approx((1 + 7 / 2) / (7 + 1 / np.log2(3)))
    assert np.isnan(ndcg(np.array([1.0, 1]), np.array([1.0, 2])))
    assert spearman(levels, levels) == pytest.approx(1)
    assert contest_score(levels, levels + 1) == 0.5
    assert interval(np.array([])) == (0, 0)
    assert set(by_need(ndcg, ["x", "x", "y"], levels, levels)) == {"x", "y"}


def test_a_higher_score_never_has_a_lower_level_or_probability():
    scores = np.linspace(0, 1, 101)
    for found in (
        [level_of(float(s)) for s in scores],
        [level_of_search(float(s)) for s in scores],
        [probability_of(float(s)) for s in scores],
    ):
        assert found == sorted(found)
    assert (level_of(0), level_of(1)) == (1, 4)


def test_expected_levels_and_scores_are_inverse():
    scores = np.array([0.0, 0.1, 0.4])
    assert shipped().score_of(shipped().expected_level(scores)) == pytest.approx(scores)


def test_a_calibration_finds_what_made_the_labels():
    random = np.random.default_rng(0)
    scores = random.random(4000)
    levels = 1 + (random.random(4000) < np.sqrt(scores)) * random.integers(1, 4, 4000)
    found = fit(scores, levels.astype(float))
    shown = (levels >= 2)[scores > 0.5].mean()
    expected = np.mean([found.probability(s, 2) for s in scores[scores > 0.5]])
    assert expected == pytest.approx(shown, abs=0.03)


TITLES = [
    "电池电解液",
    "电池隔膜",
    "电池回收",
    "电池管理",
    "电池外壳",
    "电池检测",
    "电池隔膜涂布",
    "电池利用",
]
NEED = Document("n", "动力电池关键技术", "企业寻找动力电池方面的关键技术，用于电池产品。")


def documents() -> dict[str, Document]:
    return {f"b{i}": Document(f"b{i}", title, "") for i, title in enumerate(TITLES)}


@pytest.fixture
def batteries() -> Index:
    return Index.build(documents().values())


def test_one_judgement_moves_its_own_listing_alone(batteries: Index):
    held = documents()
    matches = rank(batteries, NEED, min_level=1)
    feedback = NeedFeedback(batteries.snapshot.weights)
    feedback.fit(NEED, [(held["b3"], 1)])
    moved = feedback.rerank(matches, held, min_level=1)
    assert moved[-1].id == "b3"
    assert [m for m in moved if m.id != "b3"] == [m for m in matches if m.id != "b3"]
    assert "b3" not in {m.id for m in feedback.rerank(matches, held)}
    assert feedback.influences(held["b1"]) == []


def test_enough_judgements_move_what_is_alike_and_say_so(batteries: Index):
    held = documents()
    matches = rank(batteries, NEED, min_level=1)
    feedback = NeedFeedback(batteries.snapshot.weights)
    levels = {"b1": 4, "b0": 1, "b2": 1, "b3": 1, "b4": 1}
    assert len(levels) >= LEAST
    feedback.fit(NEED, [(held[id], level) for id, level in levels.items()])
    unjudged = [m.id for m in feedback.rerank(matches, held, min_level=1) if m.id not in levels]
    assert unjudged[0] == "b6"  # 隔膜 was judged good
    assert feedback.influences(held["b6"])[0].id == "b1"
    assert feedback.influences(held["b6"])[0].effect > 0


def test_no_judgement_changes_nothing(batteries: Index):
    matches = rank(batteries, NEED, min_level=1)
    feedback = NeedFeedback(batteries.snapshot.weights).fit(NEED, [])
    assert feedback.rerank(matches, documents(), min_level=1) == matches


def test_the_learner_predicts_what_it_has_seen_and_is_off_without_proof():
    pairs = judged_pairs()
    weights = evaluation.fitted(pairs, evaluation.Weighting())
    learner = AcrossNeeds(weights).fit(pairs)
    predicted = learner.predict(pairs)
    assert np.corrcoef(predicted, [p.level for p in pairs])[0, 1] > 0.8
    assert not learner.is_worth_using()
    with pytest.raises(InputRefused):
        AcrossNeeds(weights).fit([])


def test_left_out_is_what_a_fit_without_the_group_predicts():
    pairs = judged_pairs(needs=8)
    weights = evaluation.fitted(pairs, evaluation.Weighting())
    learner = AcrossNeeds(weights).fit(pairs)
    groups = [pair.family for pair in pairs]
    rest = [pair for pair in pairs if pair.family != "f1"]
    tested = [pair for pair in pairs if pair.family == "f1"]
    other = AcrossNeeds(weights).fit(rest)
    # The means differ a little, which the constant of the kernel takes up.
    expected = other.predict(tested)
    left_out = learner.left_out(groups)[[i for i, pair in enumerate(pairs) if pair.family == "f1"]]
    assert left_out == pytest.approx(expected, abs=0.05)


def test_the_command_prints_what_it_promises(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pairs = judged_pairs(needs=10, each=16)
    needs = {
        p.need.id: {"id": p.need.id, "family": p.family, "title": p.need.title, "text": p.need.text}
        for p in pairs
    }
    rows = [
        {"need": p.need.id, "achievement": p.achievement.id, "title": p.achievement.title, "level": p.level}
        for p in pairs
    ]
    (tmp_path / "needs.jsonl").write_text("\n".join(json.dumps(n) for n in needs.values()))
    (tmp_path / "pairs.jsonl").write_text("\n".join(json.dumps(r) for r in rows) + "\n")
    evaluation.main(["--data", str(tmp_path), "--train", str(tmp_path), "--json"])
    figures = json.loads(capsys.readouterr().out)
    for key in ("ndcg10", "spearman", "ndcg10_learned", "spearman_learned", "contest_score"):
        assert -1 <= figures[key] <= 1
    assert figures["ndcg10"] > 0.7
    evaluation.main(["--data", str(tmp_path)])
    assert "ndcg10" in capsys.readouterr().out


def test_a_folder_without_pairs_is_told(tmp_path: Path):
    with pytest.raises(InputRefused):
        read(tmp_path)
