"""Chemistry: what is read, the answers' digits and units, refusals, and checks that can say no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import chemistry, physical_units
from fynq.reasoning.chapters.chapter import NAMES
from fynq.reasoning.chapters.precalculus import growth_stories
from fynq.reasoning.chemistry.formulas import read_formula
from fynq.reasoning.chemistry.names import named
from fynq.reasoning.chemistry.notation import plain
from fynq.reasoning.chemistry.reactions import read_reaction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.verification.equivalence import equivalent


@pytest.mark.parametrize(
    ("text", "typed", "mass"),
    [
        ("Ca₃(PO₄)₂", "Ca3(PO4)2", 310.174),
        (r"\ce{CuSO4.5H2O}", "CuSO4·5H2O", 249.677),
        (r"$\mathrm{SO_4^{2-}}$", "SO4^2-", 96.056),
        ("Fe3+", "Fe^3+", 55.845),
        (r"$\mathrm{C}_2 \mathrm{H}_6(\mathrm{~g})$", "C2H6", 30.07),
        ("PO43-", "PO4^3-", 94.970),
    ],
)
def test_formulas_of_every_spelling(text: str, typed: str, mass: float) -> None:
    formula = read_formula(plain(text))
    assert formula.text() == typed
    assert float(formula.molar_mass()) == pytest.approx(mass, abs=5e-4)


@pytest.mark.parametrize("text", ["Xx2", "H2O)", "(H2", "h2o", "C0", "·H2O"])
def test_no_formulas(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_formula(text)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("iron(III) sulfate", "Fe2(SO4)3"),
        ("dinitrogen pentoxide", "N2O5"),
        ("sodium hydrogen carbonate", "NaHCO3"),
        ("carbon monoxide", "CO"),
        ("copper(II) sulfate pentahydrate", "CuSO4·5H2O"),
        ("oxygen gas", "O2"),
        ("ammonium phosphate", "(NH4)3PO4"),
    ],
)
def test_names(name: str, typed: str) -> None:
    assert named(name).text() == typed


@pytest.mark.parametrize("name", ["iron oxide", "oxygen", "copper sulfate", "nitrogen hexide"])
def test_names_that_do_not_tell_the_formula(name: str) -> None:
    with pytest.raises(NotUnderstood):
        named(name)


@pytest.mark.parametrize(
    ("equation", "numbers"),
    [
        ("KMnO4 + HCl -> KCl + MnCl2 + H2O + Cl2", (2, 16, 2, 2, 8, 5)),
        ("Cr2O7^2- + H+ + I- → Cr3+ + I2 + H2O", (1, 14, 6, 2, 3, 7)),
        (r"\ce{C4H10 + O2 -> CO2 + H2O}", (2, 13, 8, 10)),
        ("___ Al + ___ O2 → ___ Al2O3", (4, 3, 2)),
    ],
)
def test_balancing(equation: str, numbers: tuple[int, ...]) -> None:
    assert read_reaction(plain(equation)).balanced() == numbers


@pytest.mark.parametrize(
    "equation",
    [
        "H2O2 + KMnO4 + H2SO4 -> MnSO4 + K2SO4 + H2O + O2",  # two independent reactions
        "FeSO4 -> Fe + SO5",
        "H2 -> He",
    ],
)
def test_equations_without_one_balance(equation: str) -> None:
    with pytest.raises(CannotSolve):
        read_reaction(equation).balanced()


_ANSWERS = [
    ("What is the molar mass of calcium nitrate?", "164.09 g/mol"),
    ("Find the percent by mass of water in MgSO4·7H2O.", "51.16%"),
    ("How many oxygen atoms are in one formula unit of Al2(SO4)3?", "12"),
    ("A compound is 92.3% C and 7.7% H and has a molar mass of 78.1 g/mol. Find its molecular formula.", "C6H6"),
    ("A compound consists of 69.9% iron and 30.1% oxygen. What is its empirical formula?", "Fe2O3"),
    ("Write a balanced equation for the complete combustion of butane.", "2 C4H10 + 13 O2 -> 8 CO2 + 10 H2O"),
    ("What is the coefficient of oxygen when NH3 + O2 -> NO + H2O is balanced?", "5"),
    ("How many molecules are in 8.0 g of methane?", r"3.0 \times 10^{23} molecules"),
    ("How many grams of nitrogen are in 50.0 g of ammonium nitrate?", "17.5 g"),
    ("What volume does 6.00 g of hydrogen gas occupy at STP?", "66.7 L"),
    ("How many nitrogen atoms are in 2.00 mol of N2?", r"2.41 \times 10^{24} atoms"),
    ("4 Al + 3 O2 -> 2 Al2O3. What mass of Al2O3 forms from 5.40 g of aluminum and 4.00 g of oxygen?", "8.50 g"),
    ("25.0 g of nitrogen reacts with 5.00 g of hydrogen to form ammonia. What is the limiting reactant?", "H2"),
    ("When 10.0 g of CaCO3 is heated, 5.00 g of CaO is obtained. CaCO3 → CaO + CO2. What is the percent yield?", "89.2%"),
    ("How many grams of N2 are left when 20.0 g of N2 reacts with 3.00 g of H2? N2 + 3 H2 -> 2 NH3", "6.1 g"),
    ("What mass of zinc reacts with 50.0 mL of 1.50 M HCl? Zn + 2 HCl → ZnCl2 + H2", "2.45 g"),
    ("What volume of CO2 at 27 °C and 0.980 atm forms from 5.00 g of CaCO3? CaCO3 → CaO + CO2", "1.26 L"),
    ("How many grams of water are produced when 8.00 g of methane burns in excess oxygen?", "18.0 g"),
    ("What volume does 0.25 mol of carbon dioxide occupy at r.t.p.?", "6.0 dm^3"),
    ("A flask of 5.00 L holds 0.200 mol of N2 and 0.300 mol of O2 at 300. K. What is the total pressure?", "2.46 atm"),
    ("Calculate the molarity of 5.00 g of KOH in 200. mL of solution.", "0.446 M"),
    ("What is the molality of 10.0 g of urea, CO(NH2)2, in 250. g of water?", "0.666 m"),
    ("How much water must be added to 40.0 mL of 2.00 M NaCl to make a 0.500 M solution?", "120 mL"),
    ("30.0 mL of 1.00 M KCl is added to 90.0 mL of water. What is the new molarity?", "0.250 M"),
    ("What volume of 0.200 M NaOH neutralizes 30.0 mL of 0.100 M H2SO4?", "30.0 mL"),
    ("What is the pH of 0.0020 M Ba(OH)2?", "11.60"),
    ("Calculate the pH of 0.10 M ammonia (Kb = 1.8 × 10⁻⁵).", "11.12"),
    ("What is [OH-] in a solution of pH 9.40?", r"2.5 \times 10^{-5} M"),
    ("What pressure does 0.250 mol of neon exert in 4.00 L at 20 °C?", "1.50 atm"),
    ("What is the pressure of 3 mol of an ideal gas in 0.06 m^3 at 200 K? Use R = 8.3 J/(mol K).", "83000 Pa"),
    ("The pressure of 3.0 L of gas rises from 1.0 atm to 1.5 atm at constant temperature. What is the new volume?", "2.0 L"),
    ("A gas at 20.0 °C has a volume of 4.00 L. To what temperature must it be heated to fill 5.00 L at constant pressure?", "93.3 °C"),
    ("A gas has a volume of 1.50 L at 40.0 °C and 0.900 atm. What is its volume at STP?", "1.18 L"),
    ("The total pressure of a mixture of He and Ne is 2.50 atm. If the partial pressure of He is 0.90 atm, what is the partial pressure of Ne?", "1.60 atm"),
    ("How much heat, in kJ, is released when 300. g of water cools from 80.0 °C to 30.0 °C?", "62.8 kJ"),
    ("If 900 J of heat is added to 50.0 g of copper (c = 0.385 J/g°C) at 20.0 °C, what is the final temperature?", "66.8 °C"),
    ("How much heat is released when 4.00 g of H2 burns? 2 H2 + O2 → 2 H2O, ΔH = -571.6 kJ", "567 kJ"),
    ("A first-order reaction has a half-life of 20.0 min. What fraction remains after 60.0 min?", "0.125"),
    ("What percentage of a nuclide with a half-life of 8.0 days remains after 20. days?", "18%"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), _ANSWERS)
def test_answers(question: str, answer: str) -> None:
    solved = chemistry.solve(question)
    assert equivalent(answer, solved.final, question), solved.final
    assert chemistry.check(question, solved).agreed


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Convert 0.0500 kg/L to g/mL.", "0.0500 g/mL"),
        ("How many milliliters are in 3.5 gallons?", r"1.3 \times 10^4 mL"),
        ("Convert 30.0 °C to K.", "303.2 K"),
        ("Convert 54 km/h to m/s", "15 m/s"),
        ("Convert 0.500 atm to mmHg.", "380 mmHg"),
    ],
)
def test_units(question: str, answer: str) -> None:
    solved = physical_units.solve(question)
    assert equivalent(answer, solved.final, question), solved.final
    assert physical_units.check(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        "How many moles of oxygen are in 32 g of oxygen?",  # atoms or molecules
        "How many moles of NaCl are in 250 mL?",
        "What volume does 18.0 g of water occupy at STP?",
        "What is the pH of a 0.10 M acetic acid solution?",
        "What is the pH of 0.10 M sodium acetate? Ka of acetic acid = 1.8 × 10^-5",
        "What is the pH of 1.0 × 10^-8 M HCl?",
        "A gas at 25 °C and 1.00 atm has its temperature increased by 50 °C. What is the new pressure?",
        "The volume of a gas is doubled. If the initial pressure was 2.0 atm, what is the final pressure?",
        "How much heat is needed to warm 50.0 g of water from 20.0 °C to 120.0 °C?",
        "How many liters of H2 at STP are produced from 50.0 mL of HCl? Zn + 2 HCl → ZnCl2 + H2",
        "If 80.0% pure limestone weighing 100 g is heated, how much CO2 forms? CaCO3 -> CaO + CO2",
        "What is the concentration of chloride ions in 0.20 M MgCl2?",
        "What is the total pressure of the gases at the end?",
        "How much heat is released when 4.0 g of H2 burns? 2 H2 + O2 → 2 H2O, ΔH = -286 kJ/mol",
        "Calculate ΔH for H2(g) + O(g) → H2O(g) given ΔHf(H2O(g)) = -241.8 kJ/mol.",
        "How many neutrons are in 5.0 g of carbon?",
        "How many grams of radium are in 0.20 mol of radium?",
        "What is the mass of 2.0 mol of copper sulfate?",
        "A 50.0 g sample of iron at 100.0 °C is placed in 100.0 g of water at 20.0 °C. What is the final temperature?",
    ],
)  # fmt: skip
def test_refusals(question: str) -> None:
    with pytest.raises(CannotSolve):
        chemistry.solve(question)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("What is the molar mass of water?", "20.02\\text{ g/mol}"),
        ("Balance the equation: Fe + O2 -> Fe2O3", "\\mathrm{Fe} + \\mathrm{O_2} \\rightarrow \\mathrm{Fe_2O_3}"),
        ("How many moles are in 25.0 g of water?", "1.49\\text{ mol}"),
        ("What volume does 0.500 mol of oxygen occupy at 1.20 atm and 25 °C?", "12.2\\text{ L}"),
        ("What is the pH of 0.10 M ammonia (Kb = 1.8 × 10^-5)?", "2.87"),
        ("A compound consists of 69.9% iron and 30.1% oxygen. What is its empirical formula?", "\\mathrm{FeO}"),
        ("How many grams of N2 are left when 20.0 g of N2 reacts with 3.00 g of H2? N2 + 3 H2 -> 2 NH3", "13.9\\text{ g}"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_not_confirmed(question: str, other: str) -> None:
    solved = replace(chemistry.solve(question), final=other)
    assert not chemistry.check(question, solved).agreed


def test_equations_compare_as_equations() -> None:
    own = r"2\,\mathrm{H_2} + \mathrm{O_2} \rightarrow 2\,\mathrm{H_2O}"
    assert equivalent("O2 + 2H2 -> 2H2O", own)
    assert not equivalent("H2 + O2 -> H2O", own)
    assert equivalent("CH₂O", r"\mathrm{CH_2O}")
    assert not equivalent("C2H4O2", r"\mathrm{CH_2O}")
    assert equivalent("0.125 mol/L", r"0.125\text{ M}")


def test_carbon_of_a_chemist_is_not_dated() -> None:
    question = "Fe₂O₃ + 3CO → 2Fe + 3CO2. Iron oxide is reduced by carbon monoxide. How many kg of iron come from 1.00 kg?"  # fmt: skip
    with pytest.raises(NotUnderstood):
        growth_stories.solve(question)


def test_registered() -> None:
    assert {"chemistry", "physical_units"} <= set(NAMES)
