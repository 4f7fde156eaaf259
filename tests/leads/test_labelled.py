"""How well the recogniser finds the identifiers of realistic documents in five languages."""

from tests.leads.labelled import samples, score

LANGUAGES = {"en", "ru", "kk", "ky", "uz", "uz-Cyrl"}


def test_the_labelled_set_is_large_and_in_five_languages() -> None:
    read = list(samples("labelled"))
    assert sum(len(sample.labels) for sample in read) >= 300
    assert {sample.language for sample in read} == LANGUAGES
    assert len({label.kind for sample in read for label in sample.labels}) >= 26


def test_recall_and_precision_on_the_labelled_set() -> None:
    result = score("labelled")
    assert result.recall >= 0.98, str(result)
    assert result.precision >= 0.98, str(result)
    assert result.details >= 0.98, str(result)


def test_recall_and_precision_on_texts_it_was_not_mended_for() -> None:
    result = score("held_out")
    assert result.labels >= 100
    assert result.recall >= 0.98, str(result)
    assert result.precision >= 0.98, str(result)
