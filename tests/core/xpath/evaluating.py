"""Evaluate an expression on a tiny form, for tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from core.forms.compile import Compilation
from core.forms.derive import derive
from core.forms.model import Env, Form
from core.forms.xform import read_xform
from core.xpath.values import Nodes, single
from tests.core.forms.building import ENV

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
    '<instance><data id="t"><n/><d/><s/><m/><kid><age/><name/></kid><out/></data></instance>'
    '<instance id="towns"><root><item><name>a</name><area>x</area></item><item><name>b</name><area>y</area></item>'
    "<item><name>c</name><area>x</area></item></root></instance>"
    '<bind nodeset="/data/n" type="decimal"/><bind nodeset="/data/d" type="date"/>'
    '<bind nodeset="/data/s" type="string"/>'
    '<bind nodeset="/data/kid/age" type="int"/>'
)
TAIL = (
    '</model></h:head><h:body><input ref="/data/n"/><input ref="/data/d"/><input ref="/data/s"/>'
    '<group ref="/data/kid"><repeat nodeset="/data/kid"><input ref="/data/kid/age"/></repeat></group></h:body></h:html>'
)


@cache
def compiled() -> tuple[Compilation, Form]:
    """Return the tiny form: a number n, a date d, texts s and m, a repeat of kids with age and name."""
    compilation = Compilation(read_xform(HEAD + TAIL))
    form, problems = compilation.form()
    assert form is not None
    assert not problems
    return compilation, form


def evaluate(source: str, /, *, env: Env = ENV, **answers: str) -> Any:
    """Return the value of an expression in the place of /data/out; answers by name, kids as `kids="3 5"`."""
    compilation, form = compiled()
    given = {f"/data/{name}": text for name, text in answers.items() if name != "kids"}
    ages = answers.get("kids", "").split()
    given["/data/kid"] = " ".join(str(number + 1) for number in range(len(ages)))
    given |= {f"/data/kid[{number + 1}]/age": age for number, age in enumerate(ages)}
    formula = compilation.formulas.text_formula(source, compilation.places["/data/out"], "calculate")
    if formula is None:
        raise ValueError(compilation.problems.pop().message)
    value = formula.run(derive(form, given, env).root)
    return single(value) if isinstance(value, Nodes) else value
