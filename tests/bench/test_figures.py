"""The table of the bench says plainly who is faster."""

from bench.figures import Beside, beside_table


def test_a_ratio_above_one_is_in_our_favour_whatever_is_measured() -> None:
    page = Beside("ticket page", "ms", ours=20, theirs=50)
    created = Beside("create", "/s", ours=50, theirs=100, more=True)
    assert (page.ratio, created.ratio) == (2.5, 0.5)
    lines = beside_table([page, created], ours="Firstline, 1,000", theirs="the peer, 1,000").splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["2.5", "0.5"]
