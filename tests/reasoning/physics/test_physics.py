"""Physics problems in textbook wording: answered, checked, or refused for what they do not tell."""

from __future__ import annotations

import pytest

from fynq.reasoning.chapters.physics import check, solve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.verification.equivalence import equivalent

ANSWERED = [
    ("The electric field 50 cm from a charged particle has a magnitude of 2.0 N/C. What is the magnitude of the particle's charge? The unit of the answer is pC.", "55.6 pC"),
    ("A jet lands with a speed of 64 m/s and comes to rest in 16 s. Determine its acceleration.", "-4 m/s^2"),
    ("What constant acceleration brings a cyclist from 3.0 m/s to 11.0 m/s in a distance of 28 m?", "2 m/s^2"),
    ("A tram moving at 54 km/h brakes with a deceleration of 3.0 m/s^2. How long does it take to stop?", "5 s"),
    ("A skier starting from rest reaches a speed of 18 m/s after sliding 90 m. What was her acceleration?", "1.8 m/s^2"),
    ("A 0.15-kg ball moving at 40 m/s is caught and brought to rest in 0.010 s. What is the average force on the glove?", "600 N"),
    ("A cruise ship with a mass of 1.00×10^7 kg strikes a pier at a speed of 0.750 m/s. It comes to rest 6.00 m later. Find the average force on the pier.", "4.69*10^5 N"),
    ("A train covers 150 km in 2.5 h. What is its average speed in km/h?", "60 km/h"),
    ("A wrench is dropped from a height of 20.0 m. With what speed does it strike the ground?", "19.8 m/s"),
    ("On the Moon, where g = 1.62 m/s^2, a hammer is dropped from 1.30 m. How long does it fall?", "1.27 s"),
    ("A ball is thrown straight up at 15.0 m/s. What is its velocity after 2.00 s?", "-4.6 m/s"),
    ("A stone is thrown vertically upward at 12 m/s from the edge of a cliff 30 m above the sea. How long does it take to hit the water?", "3.99 s"),
    ("A marble rolls off a table 0.800 m high with a speed of 1.50 m/s. How far from the foot of the table does it land?", "0.606 m"),
    ("A stone is thrown horizontally at 15 m/s from a cliff 20 m high. With what speed does it hit the ground?", "24.8 m/s"),
    ("A soccer ball is kicked at 20.0 m/s at 40.0° to the horizontal. Find the maximum height it reaches.", "8.43 m"),
    ("A 50.0-kg crate is pushed with a horizontal force of 200 N against a friction force of 80.0 N. What is its acceleration?", "2.4 m/s^2"),
    ("A puck sliding at 12.0 m/s on level ice comes to rest because of friction. The coefficient of kinetic friction is 0.0500. How far does it slide?", "147 m"),
    ("A 70-kg man stands in an elevator accelerating downward at 2.0 m/s^2. What force does the floor exert on him?", "546 N"),
    ("A 5.0-kg block is on a ramp inclined at 25°. What is the normal force on the block?", "44.4 N"),
    ("A child pulls a sled 20 m with a force of 30 N directed 60° above the horizontal. How much work is done on the sled?", "300 J"),
    ("A crane lifts a 500-kg load 20 m in 25 s. What power does it deliver?", "3920 W"),
    ("A 2.0-kg trolley moving at 6.0 m/s hits a stationary 4.0-kg trolley and they stick together. How much kinetic energy is lost?", "24 J"),
    ("Two loaded train cars are moving toward one another, the first having a mass of 150,000 kg and a velocity of 0.300 m/s, and the second having a mass of 110,000 kg and a velocity of -0.120 m/s. They couple together. What is their final velocity?", "0.122 m/s"),
    ("A 1.0-kg ball moving at 8.0 m/s hits a 3.0-kg ball at rest in a head-on elastic collision. What is the velocity of the 1.0-kg ball afterwards?", "-4 m/s"),
    ("What is the centripetal acceleration of a point 0.20 m from the center of a wheel turning at 10 rad/s?", "20 m/s^2"),
    ("A fan turning at 40 rad/s slows to rest in 8.0 s. Through how many radians does it turn?", "160 rad"),
    ("A wind turbine turns at 15 rev/min. Its power output is 1.5 MW. What torque does the wind exert on it?", "9.55*10^5 N m"),
    ("A hoop rolls without slipping down a hill 5.0 m high, starting from rest. What is its speed at the bottom?", "7 m/s"),
    ("What force must be exerted on a nail with a circular tip of 1.00 mm diameter to create a pressure of 3.00×10^9 N/m^2?", "2360 N"),
    ("A hose with a 9.00-cm diameter carries 80.0 L of water per second. What is the speed of the flow?", "12.6 m/s"),
    ("A 0.50-kg mass oscillates on a spring with a force constant of 200 N/m. What is the period?", "0.314 s"),
    ("What is the force between charges of 2.0 μC and -3.0 μC separated by 0.30 m?", "0.599 N"),
    ("Resistors of 2.0 Ω, 3.0 Ω and 6.0 Ω are connected in parallel. What is the equivalent resistance?", "1 ohm"),
    ("How much heat is required to raise the temperature of 2.0 kg of copper by 50 °C?", "38700 J"),
    ("How much heat is needed to raise the temperature of 0.50 kg of water from 20 °C to 80 °C?", "126000 J"),
    ("Light passes from air into water (n = 1.33) at an angle of incidence of 45.0°. What is the angle of refraction?", "32.1°"),
    ("A diverging lens has a focal length of 20 cm. An object is placed 30 cm from the lens. Find the image distance.", "-12 cm"),
    ("The heart of a resting adult pumps blood at a rate of 5.00 L/min. Convert this to cm^3/s.", "83.3 cm^3/s"),
    ("A train accelerates at 1.35 m/s^2. How long does it take to reach its top speed of 80.0 km/h, starting from rest?\nThe train decelerates at 1.65 m/s^2. How long does it take to come to a stop from its top speed?", "13.5 s"),
]  # fmt: skip

REFUSED = [
    "A 12-kg box is lifted 3.0 m. How much work is done? The unit of the answer is m/s.",
    "A car accelerates from rest at 3.0 m/s^2. How far does it travel in the third second?",
    "A car going 20 m/s brakes to a stop. How far does it travel?",
    "A van travels 100 km at 50 km/h and then 100 km at 100 km/h. What is its average speed?",
    "At the end of a race, a runner decelerates from a velocity of 9.00 m/s at a rate of 2.00 m/s^2. How far does she travel in the next 5.00 s?",
    "A car is moving at 30 m/s. The driver's reaction time is 0.80 s and then the car decelerates at 6.0 m/s^2. How far does it travel before it stops?",
    "On the Moon, a hammer is dropped from 1.30 m. How long does it fall?",
    "A ball is dropped from 20 m. How high is it after 1.0 s?",
    "A stone is dropped into a well and the splash is heard 3.0 s later. How deep is the well?",
    "A 2000-kg car at rest is hit by a 3000-kg truck moving at 10 m/s. They stick together. What is their speed?",
    "A 2.0-kg ball moving east at 3.0 m/s hits a 4.0-kg ball moving west at 2.0 m/s and they stick together. Find their velocity.",
    "Two 10-Ω resistors are in series with a 5-Ω resistor. Find the total resistance.",
    "A 12-V battery is connected to a 4-Ω and a 6-Ω resistor in parallel. What current flows through the 4-Ω resistor?",
    "A pendulum has a period of 2.0 s on Earth. What is its period on the Moon?",
    "A 3.0-kg aluminum pot holds 2.0 kg of water at 20 °C. How much heat brings both to 100 °C?",
    "An electric kettle of 80% efficiency and 1500 W heats 1.0 kg of water from 20 °C to 100 °C. How long does it take?",
    "A 2-m-long wire carrying 3 A lies parallel to a magnetic field of 0.5 T. What force acts on it?",
    "A spring with a constant of 200 N/m is stretched from 2.0 cm to 5.0 cm. How much work is done?",
    "A car's speed increases by 12 m/s in 4.0 s. What is its acceleration?",
    "A uniform 4.0-m beam weighing 100 N is supported at both ends. What force does each support exert?",
]


@pytest.mark.parametrize(("question", "gold"), ANSWERED)
def test_answered_and_checked(question: str, gold: str) -> None:
    solved = solve(question)
    assert equivalent(gold, solved.final, question), solved.final
    assert check(question, solved).agreed


@pytest.mark.parametrize("question", REFUSED)
def test_refused(question: str) -> None:
    with pytest.raises(NotUnderstood):
        solve(question)


def test_steps_name_the_law_and_show_the_numbers() -> None:
    solved = solve("A bus moving at 54 km/h brakes at 3.0 m/s^2. How long does it take to stop?")
    assert solved.subject == "physics"
    assert "v_0 = 54\\ \\mathrm{km/h} = 15\\ \\mathrm{m/s}" in solved.steps[0].text
    assert "v = v_0 + at" in solved.steps[1].text
    assert "t = \\frac{v - v_0}{a}" in solved.steps[1].text


def test_a_changed_answer_is_contradicted() -> None:
    question = (
        "A wrench is dropped from a height of 20.0 m. With what speed does it strike the ground?"
    )
    solved = solve(question)
    from dataclasses import replace

    for wrong in ("18.8\\ \\mathrm{m/s}", "19.8\\ \\mathrm{m}"):
        report = check(question, replace(solved, final=wrong))
        assert not report.agreed
        assert report.contradicted
