"""A rulebook with most of what a sheet can ask, and fields for the published ones."""

import json
from pathlib import Path

from contest.proof.write import proof_of
from tests.judging.books import plan_of, run

TEXT = """
rulebook: proved
trade: 焊工
scheme:
  id: total
  max: 100
  combine: {join: weighted, weigh: of_hundred}
  parts:
    - {id: theory, max: 20, weight: 30%, mark: points}
    - {id: work, max: 20, weight: 40%,
       panel: {judges: 3, join: {join: trimmed_mean, high: 1, low: 1}}}
    - {id: seam, max: 10, weight: 10%, starts_at: 10, reads: {gap: mm},
       then: [{zero_when: gap > 0.3}, {take_off: {points: 2, per: 0.1, of: gap, counting: started}},
              {floor: 0}]}
    - {id: judged, max: 9, weight: 10%, panel: {judges: 3, join: judgement_0_3}}
    - {id: pulling, max: 10, weight: 10%, reads: {pulls: count},
       then: [{deviation: 1}, {bands: {rows: {0..1: 10, 1..2: 6, 2..: 1}, upper: included}},
              {scale: {from: 10, to: 9}}, {cap: 8, when: gap > 0.1}]}
    - {id: time, weight: 0%, starts_at: 0, reads: {secs: seconds}}
  then: [{round: {places: 1, mode: half_up}}]
conduct:
  - {id: late, take: 1, each: time, most: 3, from: total}
  - {id: dirty, zero: seam}
rankings: {overall: {by: [total high, work high, secs low], tail: share}}
ladder:
  - {honour: 金奖, in: overall, kind: prize, ranks: 1, clause: 第一条}
  - {honour: 银奖, in: overall, kind: prize, ranks: 2}
  - {honour: 优胜, in: overall, kind: prize, tie_at_cut: all,
     first: {percent: 50%, of: ranked, round: up}}
  - {honour: 能手, in: overall, kind: designation, first: 2, tie_at_cut: all,
     needs: [status = employee], not_with: [状元]}
  - {honour: 证书, in: overall, kind: certificate, needs: [total >= 30]}
  - {honour: 状元, in: overall, kind: designation, first: 1, tie_at_cut: all,
     needs: [age at 2026-05-01 >= 80]}
  - {honour: 参与, in: overall, kind: prize, first: rest}
"""
FIELD = {
    "A": {"theory": 18, "work": [18, 19, 20], "gap": "0.1", "judged": [3, 3, 2], "pulls": 1,
          "secs": 50},
    "B": {"theory": 15, "work": [15, 15, 16], "gap": "0.2", "judged": [2, 2, 2], "pulls": 2,
          "secs": 40},
    "C": {"theory": 12, "work": [12, 11, 13], "gap": "0.4", "judged": [1, 1, 2], "pulls": 4,
          "secs": 30},
}  # fmt: skip
PEOPLE = {
    "A": {"status": "employee", "birth": "1980-01-01"},
    "B": {"status": "student", "birth": "2006-01-01"},
    "C": {"status": "employee", "birth": "1990-01-01"},
    "D": {"status": "student", "birth": "1990-01-01"},
    "E": {"status": "employee", "birth": "1990-01-01"},
}

FOLDER = Path(__file__).parents[3] / "contest" / "presets" / "cases"
#: Marks of two entries for each published rulebook, enough to rank them.
CASES = {
    "courier_city_2023": {"A": {"practice": 91, "secs": 540}, "B": {"practice": 91, "secs": 531}},
    "courier_titles_2016": {"A": {"=total": 90}, "B": {"=total": 80}},
    "lamian_national_2025": {
        e: {"=basic": v, "soup": v, "=bowl": v, "creative": v} for e, v in (("A", 9), ("B", 8))
    },
    "welding_national_2022": {
        e: {"training": 95, "theory": 80, "practice": v} for e, v in (("A", 86), ("B", 80))
    },
    "welding_provincial": {e: {"theory": 90, "practice": v} for e, v in (("A", 80), ("B", 70))},
}


def case_proofs(name):
    """Proofs of every honour that is settled in a small field of a published rulebook."""
    text, field = (FOLDER / f"{name}.yaml").read_text("utf-8"), CASES[name]
    plan = plan_of(text)
    stage = {"stage_id": "final"} if name == "welding_provincial" else {}
    people = {e: {"skill_level": "无"} for e in field}
    result = run(plan, field, people=people, **stage)
    claims = [c for c in result.claims if c.state != "held"]
    return [json.loads(json.dumps(proof_of(text, plan, result, c))) for c in claims]
