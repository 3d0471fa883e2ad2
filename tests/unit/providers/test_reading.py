"""What is written is read out as a person reads it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialora.providers.tts.reading import numerals, read_out

READ_OUT = {
    # how many, which one, which year
    "We have 3 rooms.": "We have three rooms.",
    "That is 1,250 people.": "That is one thousand two hundred fifty people.",
    "10,000,001": "ten million one",
    "About 10000 people": "About ten thousand people",
    "You are the 2nd caller.": "You are the second caller.",
    "the 30th, the 12th and the 101st": "the thirtieth, the twelfth and the one hundred first",
    "Since 1998.": "Since nineteen ninety-eight.",
    "in 2026": "in twenty twenty-six",
    "in 2005 and 2000": "in two thousand five and two thousand",
    "in 1900": "in nineteen hundred",
    "the 1990s": "the nineteen nineties",
    "It takes 2-3 days.": "It takes two to three days.",
    "4.5 stars": "four point five stars",
    "1/2 of it": "one half of it",
    "2 1/2 hours": "two and a half hours",
    "We are here 24/7.": "We are here twenty-four seven.",
    "-5": "minus five",
    "Room 007": "Room zero zero seven",
    # money
    "It is $120.": "It is one hundred twenty dollars.",
    "$1": "one dollar",
    "$1,250.50": "one thousand two hundred fifty dollars and fifty cents",
    "$0.99": "ninety-nine cents",
    "$99.99 a month": "ninety-nine dollars and ninety-nine cents a month",
    "$80-$120": "eighty dollars to one hundred twenty dollars",
    "$80–120": "eighty dollars to one hundred twenty dollars",
    "$1.5 million": "one point five million dollars",
    "$20k": "twenty thousand dollars",
    "€45.01": "forty-five euros and one cent",
    "£1": "one pound",
    "120 USD": "one hundred twenty dollars",
    "$75/hour": "seventy-five dollars per hour",
    # times
    "at 3:30 PM.": "at three thirty pee em.",
    "at 9 a.m. on Monday": "at nine ay em on Monday",
    "We close at 5 p.m. Please come early.": "We close at five pee em. Please come early.",
    "We close at 5 p.m.": "We close at five pee em.",
    "3:05pm": "three oh five pee em",
    "12:00 PM": "twelve pee em",
    "at 9:00": "at nine o'clock",
    "at 9:15 or 10:45": "at nine fifteen or ten forty-five",
    "at 15:30": "at three thirty pee em",
    "at 00:10": "at twelve ten ay em",
    "9 o'clock": "nine o'clock",
    "9:00 AM–5:00 PM": "nine ay em to five pee em",
    "9-5 pm": "nine to five pee em",
    "9am-5pm": "nine ay em to five pee em",
    "from 08:00 to 12:30": "from eight o'clock to twelve thirty",
    # dates
    "Thursday, November 26": "Thursday, November twenty-sixth",
    "Thursday, November 26 at 3:30 PM": "Thursday, November twenty-sixth at three thirty pee em",
    "November 26, 2026": "November twenty-sixth, twenty twenty-six",
    "on Nov. 3rd": "on November third",
    "on 26 November": "on the twenty-sixth of November",
    "the 1st of May": "the first of May",
    "2026-11-26": "November twenty-sixth, twenty twenty-six",
    "11/26/2026": "November twenty-sixth, twenty twenty-six",
    "11/26": "November twenty-sixth",
    "Thu, Nov 26": "Thursday, November twenty-sixth",
    "Mon–Fri 9–5": "Monday to Friday nine to five",
    "Sat at 9 AM": "Saturday at nine ay em",
    "We sat in the sun in March.": "We sat in the sun in March.",
    "You may come.": "You may come.",
    # telephone numbers and codes
    "Call (212) 555-0123.": "Call two one two, five five five, zero one two three.",
    "+12125550123": "two one two, five five five, zero one two three",
    "555-0138": "five five five, zero one three eight",
    "212-555-0123 ext. 45": "two one two, five five five, zero one two three, extension four five",
    "+442079460123": "plus four four two, zero seven nine, four six zero, one two three",
    "New York 10001": "New York one zero zero zero one",
    "Your code is 482913.": "Your code is four eight two, nine one three.",
    # letters
    "K-O-V-A-C-S": "K, O, V, ay, C, S",
    "It is K O V A C S.": "It is K, O, V, ay, C, S.",
    "A as in apple, B as in boy": "ay as in apple, B as in boy",
    "suite 4B": "suite four B",
    "Suite A": "Suite ay",
    "A good day.": "A good day.",
    # short forms and signs
    "Dr. Smith is in.": "Doctor Smith is in.",
    "Mrs. Lee and Mr. Park": "Missus Lee and Mister Park",
    "12 Oak St. is near.": "twelve Oak Street is near.",
    "at 40 Elm St. Parking is free.": "at forty Elm Street. Parking is free.",
    "St. Mary's": "Saint Mary's",
    "1450 Cedar Ave.": "fourteen fifty Cedar Avenue.",
    "45 min. or 1 hr": "forty-five minutes or one hour",
    "1 min": "one minute",
    "20% off": "twenty percent off",
    "72°F": "seventy-two degrees Fahrenheit",
    "pen & paper": "pen and paper",
    "No. 5": "number five",
    "#12": "number twelve",
    "Mail info@example.com.": "Mail info at example dot com.",
    "See https://www.example.com/book-now!": "See example dot com slash book dash now!",
    "Yes — really.": "Yes, really.",
    "Hmm… okay": "Hmm, okay",
    "**Hello** “there”": "Hello there",
    "e.g. a crown": "for example, a crown",
    "yes/no": "yes or no",
    "": "",
}


@pytest.mark.parametrize(("written", "spoken"), READ_OUT.items())
def test_reads_out(written: str, spoken: str) -> None:
    assert read_out(written) == spoken


@given(st.text(alphabet="0123456789:/-.,$%#+ apmABtheNov()", max_size=40))
def test_no_digit_is_ever_left_for_the_voice_to_drop(text: str) -> None:
    assert not re.search(r"\d", read_out(text))


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_cardinal_says_its_number(number: int) -> None:
    assert _value(numerals.cardinal(number)) == number


_VALUES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}


def _value(words: str) -> int:
    total = part = 0
    for word in words.replace("-", " ").split():
        match word:
            case "hundred":
                part *= 100
            case "thousand" | "million" | "billion":
                total += part * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
                part = 0
            case _:
                part += _VALUES[word]
    return total + part
