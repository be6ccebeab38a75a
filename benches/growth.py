"""Measures how memory and time per connection grow with the number of connections, and of threads."""
import dataclasses
import math
import statistics

import cases
from report import cell, number, ratio


@dataclasses.dataclass
class Fixed(cases.Case):
    """A case that does so many operations whatever its count."""

    operations: int = 0

    def figure(self, measured):
        return measured / (self.operations or self.count) * (1e-3 if self.unit == "kB" else 1e6)


def measure(rounds):
    """By the measurement's title: for each crowd, for each library, the figures of all rounds."""
    crowds = {}
    for title, name, unit, operations in cases.GROWTH:
        rows = [(f"{crowd} connections: {title}",
                 Fixed("", name, crowd, unit=unit, operations=operations))
                for crowd in cases.CROWDS]
        crowds[title, unit] = rounds(rows)
    return crowds


def table(libraries, crowds):
    """The figures, and their multiples of that of one connection."""
    lines = ["| connections | | " + " | ".join(f"{name} | ÷ first" for name, _ in libraries) + " |",
             "| --- " * (2 + 2 * len(libraries)) + "|"]
    for (title, unit), figures in crowds.items():
        first = figures[0]
        for crowd, measured in zip(cases.CROWDS, figures):
            cells = [f"{cell(of)} | {ratio([base, of]):.2f}" for of, base in zip(measured, first)]
            lines.append(f"| {crowd} | {title}, {unit} | " + " | ".join(cells) + " |")
    return lines


def threads(libraries, rounds):
    figures = rounds(cases.THREADS)
    lines = ["", "| | " + " | ".join(f"{name}, µs of CPU per handshake" for name, _ in libraries)
             + " |", "| --- " * (1 + len(libraries)) + "|"]
    for (title, _), measured in zip(cases.THREADS, figures):
        lines.append(f"| {title} | " + " | ".join(map(cell, measured)) + " |")
    return lines


COLOURS = ("#8a8f98", "#2a7f62", "#c26a2d")


def chart(libraries, crowds):
    """A panel for each measurement: the number of connections across, the figure upwards."""
    panel, height, margin = 300, 250, 46
    width = panel * len(crowds)
    most = math.log10(cases.CROWDS[-1])
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 30}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height + 30}" fill="#ffffff"/>']
    for place, ((title, unit), figures) in enumerate(crowds.items()):
        medians = [[statistics.median(of) for of in measured] for measured in figures]
        top = max(map(max, medians)) * 1.15
        left, right = place * panel + margin, (place + 1) * panel - 18

        def at(crowd, value):
            x = left + (right - left) * math.log10(crowd) / most
            return f"{x:.1f},{height - 28 - (height - 70) * value / top:.1f}"

        parts.append(f'<text x="{left}" y="20">{title}</text>'
                     f'<text x="{left - 6}" y="38" text-anchor="end">{unit}</text>'
                     f'<polyline points="{at(1, top)} {at(1, 0)} {at(cases.CROWDS[-1], 0)}" '
                     'fill="none" stroke="#444444"/>')
        for crowd in cases.CROWDS:
            x, y = at(crowd, 0).split(",")
            parts.append(f'<text x="{x}" y="{float(y) + 16:.1f}" text-anchor="middle">{crowd}</text>')
        for index, (name, _) in enumerate(libraries):
            line = [at(crowd, row[index]) for crowd, row in zip(cases.CROWDS, medians)]
            parts.append(f'<polyline points="{" ".join(line)}" fill="none" '
                         f'stroke="{COLOURS[index]}" stroke-width="2"/>')
            for point, row in zip(line, medians):
                x, y = point.split(",")
                parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[index]}"/>'
                             f'<text x="{x}" y="{float(y) - 7:.1f}" text-anchor="middle" '
                             f'font-size="10">{number(row[index])}</text>')
    for index, (name, _) in enumerate(libraries):
        x = margin + 110 * index
        parts.append(f'<rect x="{x}" y="{height + 6}" width="14" height="10" '
                     f'fill="{COLOURS[index]}"/><text x="{x + 20}" y="{height + 16}">{name}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"
