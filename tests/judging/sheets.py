"""One module with every kind of aspect, for the tests of forms and sheets."""

from judging import sheet_form
from tests.judging.books import plan_of

BOOK = plan_of(
    """
scheme:
  id: total
  combine: weighted
  parts:
    - {id: theory, name: 理论, name_en: Theory, level: module, kind: theory, minutes: 60, max: 100,
       weight: 30%, step: 0.5, mark: points}
    - id: work
      name: 实操
      level: module
      minutes: 50
      judges: 3
      max: 50
      weight: 70%
      combine: sum
      parts:
        - {id: dress, name: 着装, name_en: Dress, hint: 整洁, max: 10, step: 0.5,
           panel: {join: mean}}
        - id: measured
          name: 测量
          name_en: Measured
          max: 20
          combine: sum
          parts:
            - {id: gap, name: 间隙, max: 10, starts_at: 10, hint_en: both ends, then: [
                {take_off: {points: 1, of: gap_mm}}, {floor: 0}], reads: {
                gap_mm: {unit: mm, name: 间隙读数, name_en: Gap, most: 20, step: 0.1},
                clean: yes_no}}
            - {id: state, name: 状态, max: 10, mark: points, choices: [
                {value: 10, name: 好, name_en: good}, {value: 0, name: 差}]}
        - {id: look_of_it, name: 外观, max: 20, panel: {judges: 5, join: judgement_0_3}}
"""
).rulebook
WORK = sheet_form(BOOK, "work")
