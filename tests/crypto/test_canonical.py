import pytest

from comity.crypto.canonical import canonical


def test_one_value_has_one_form():
    assert canonical({"б": 1, "a": [True, None, "ё"]}) == '{"a":[true,null,"ё"],"б":1}'.encode()


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}, float("nan")])
def test_what_has_more_than_one_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)
