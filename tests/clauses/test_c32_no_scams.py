"""C32. No agent asks for codes, card or social security numbers, or presses anybody to pay."""

NOT_YET = "while a card is spoken of nothing is kept; questions for codes and pressing words are not blocked"
