"""What commands print in Markdown, as it is read in the window."""

from __future__ import annotations

from gui.training.report import WIDTH, readable


def test_columns_stand_below_each_other():
    table = "| class | PSNR |\n|---|---|\n| dust | 9.5 |\n| scratch 2 px | 31.25 |"
    told = f"a model\n\n{table}\n\n**No.**"
    assert readable(told).splitlines() == [
        "a model",
        "",
        "class         PSNR",
        "dust            9.5",
        "scratch 2 px  31.25",
        "",
        "**No.**",
    ]


def test_long_prose_is_wrapped_and_no_word_is_lost():
    words = " ".join(f"word{n}" for n in range(60))
    shown = readable(words)
    assert max(map(len, shown.splitlines())) <= WIDTH and shown.split() == words.split()


def test_rows_of_unequal_length_are_shown_whole():
    assert readable("| a | b | c |\n| x |") == "a  b  c\nx"
