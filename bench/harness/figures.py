"""Figures of alternating runs: medians, their spread, ratios."""
import statistics


def alternate(rounds, measures):
    """
    Runs each of measures (name: function) in turn, rounds times, so that what else the machine does meets all of them.
    Returns name: list of results, one for each round.
    """
    results = {name: [] for name in measures}
    for turn in range(rounds):
        # Every other round the other way about: A, B, B, A.
        for name in list(measures)[::-1 if turn % 2 else 1]:
            results[name].append(measures[name]())
    return results


def shown(values, unit="", digits=None):
    """The median, and the spread from the least to the most."""
    return f"{number(statistics.median(values), digits)}{unit} ({number(min(values), digits)} to {number(max(values), digits)})"


def ratio(values, others):
    """The median of the ratios within each round."""
    return statistics.median(ratios(values, others))


def ratios(values, others):
    return [a / b for a, b in zip(values, others)]


def number(value, digits=None):
    if digits is None:
        digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"
