"""A named mistake is the right one, and what is not known is not named."""

import pytest

COSINE = "return (b @ c) / (l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))"

pytestmark = pytest.mark.slow


def test_the_smallest_example_that_tells_the_story_comes_first(grade_text):
    report = grade_text(
        "norms.cosine_similarity", COSINE, COSINE.replace("/ (", "/ ").replace("eps))", "eps)")
    )
    failure = report.first_failure.failure
    assert report.status == "diagnosed"
    assert len(failure.call) < 70, failure.call


def test_the_same_mistake_in_other_words_has_the_same_name(grade_text):
    report = grade_text(
        "norms.l1_norm", "return x.abs().sum()", "return sum(v for v in x.flatten())"
    )
    named = grade_text("norms.l1_norm", "return x.abs().sum()", "return x.sum()")
    assert report.status == named.status == "diagnosed"
    assert report.mistakes == named.mistakes


def test_two_mistakes_at_once_are_named_as_two(grade_text, kit):
    wrong = "return ((b @ c) / l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps)).abs()"
    report = grade_text("norms.cosine_similarity", COSINE, wrong)
    known = {m.name for m in kit.units["norms"].mistakes["norms.cosine_similarity"]}
    assert report.status == "diagnosed" and len(report.mistakes) == 2
    assert {m.name for m in report.mistakes} <= known
    assert " and " in report.sentence


def test_an_unknown_mistake_gets_the_first_difference_and_no_name(grade_text):
    report = grade_text("norms.l1_norm", "return x.abs().sum()", "return x.abs().sum() * 3 + 0.125")
    assert report.status == "failed" and report.mistakes == ()
    assert report.sentence


def test_a_nearly_right_answer_is_not_taken_for_a_mistake_nearby(grade_text):
    report = grade_text(
        "norms.l2_norm",
        "return torch.linalg.vector_norm(x)",
        "return torch.linalg.vector_norm(x) * (1 + 1e-7)",
    )
    assert report.status == "failed" and report.mistakes == ()


def test_the_type_of_an_exception_alone_names_nothing(grade_text):
    report = grade_text(
        "norms.l1_norm", "return x.abs().sum()", "raise RuntimeError('something else')"
    )
    assert report.status == "failed" and report.mistakes == ()


def test_an_unfinished_function_of_the_learners_own_is_what_is_needed(kit, grade_text):
    stub_body = "raise NotImplementedError"
    module = kit.units["norms"].solution.replace(
        "return torch.linalg.vector_norm(x)\n", stub_body + "\n", 1
    )
    report = grade_text("norms.cosine_similarity", module=module)
    assert report.status == "needs another exercise"
    assert report.sentence == "This needs your l2_norm, which is not finished."


def test_points_of_checks_that_pass_are_kept(grade_text):
    report = grade_text(
        "norms.l2_norm", "return torch.linalg.vector_norm(x)", "return x.square().sum().sqrt()"
    )
    assert 0 < report.earned < report.points
    assert report.earned == sum(c.points for c in report.checks if c.outcome == "passed")


def test_an_exception_shows_the_learners_own_lines_only(grade_text):
    report = grade_text("norms.l1_norm", "return x.abs().sum()", "return x.absolute_value().sum()")
    frames = report.first_failure.failure.frames
    assert [frame.text for frame in frames] == ["return x.absolute_value().sum()"]
    assert frames[0].file == "norms.py" and frames[0].line > 1
