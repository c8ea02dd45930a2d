"""Who judges an obligation: Z3 and cvc5, each given the same text; and Spacer, which looks for an invariant itself.

An obligation holds if no assignment of integers breaks it. Both solvers share the translation, which is held against
Python elsewhere; they do not share code.
"""

from time import perf_counter
from typing import Final, NamedTuple

import cvc5
import z3

from hiwater_check.layer import ToolMissing

LIMIT_SECONDS: Final = 20.0


class Judgement(NamedTuple):
    """One answer: `holds` is None if the judge gave up."""

    judge: str
    holds: bool | None
    seconds: float
    witness: dict[str, int]
    """What breaks it, by name, as far as the judge tells."""


def by_z3(broken: z3.BoolRef) -> Judgement:
    """Ask Z3 whether what would break an obligation can be."""
    solver = z3.Solver()
    solver.set("timeout", int(LIMIT_SECONDS * 1000))
    solver.add(broken)
    began = perf_counter()
    answer = solver.check()
    seconds = perf_counter() - began
    if answer == z3.unsat:
        return Judgement("z3", True, seconds, {})
    if answer == z3.unknown:
        return Judgement("z3", None, seconds, {})
    model = solver.model()
    witness = {str(name): model[name].as_long() for name in model.decls() if z3.is_int_value(model[name])}
    return Judgement("z3", False, seconds, dict(sorted(witness.items())))


def by_cvc5(broken: z3.BoolRef) -> Judgement:
    """Ask cvc5 the same, in SMT-LIB."""
    solver = z3.Solver()
    solver.add(broken)
    text = f"(set-logic ALL)\n{solver.to_smt2()}"
    judge = cvc5.Solver()
    judge.setOption("tlimit-per", str(int(LIMIT_SECONDS * 1000)))
    symbols = cvc5.SymbolManager(judge)
    parser = cvc5.InputParser(judge, symbols)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    began, said = perf_counter(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(judge, symbols)
    holds = {"unsat": True, "sat": False}.get(said.strip())
    return Judgement("cvc5", holds, perf_counter() - began, {})


def versions() -> dict[str, str]:
    """The solvers' versions. Raises ToolMissing."""
    try:
        return {"z3": z3.get_version_string(), "cvc5": cvc5.__version__}
    except AttributeError as error:
        raise ToolMissing(f"a solver does not say its version ({error}): pip install z3-solver cvc5") from None
