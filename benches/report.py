"""The report: tables in Markdown and the chart."""
import datetime
import platform
import re
import statistics
import subprocess
from xml.sax.saxutils import escape

from cases import SHARE


def number(value):
    for limit, digits in ((1000, 0), (100, 1), (10, 2)):
        if value >= limit:
            return f"{value:.{digits}f}"
    return f"{value:.3g}"


def cell(figures):
    """The median and the spread of the rounds."""
    median = statistics.median(figures)
    spread = (max(figures) - min(figures)) / median * 100 if median else 0
    return f"{number(median)} ± {spread / 2:.0f} %"


def ratio(figures, index=1):
    """The median of the rounds' ratios, because measurements of the same round drift together."""
    return statistics.median(a / b for a, b in zip(figures[index], figures[0]))


def verdict(case, value, share):
    if not case.target:
        return ""
    if not case.met(value):
        target = float(case.target.split()[1])
        return f"missed by {abs(value / target - 1) * 100:.0f} %"
    if share is not None and share < SHARE:
        return f"share missed by {(1 - share / SHARE) * 100:.0f} %"
    return "met"


def fastest(aeads):
    """The implementation that is the fastest to seal and open one after the other."""
    return max(aeads, key=lambda name: statistics.median(both for _, _, both in aeads[name]))


def share(case, figures, aeads):
    """The share of the fastest AEAD that ours reaches in the same round; None if that is not measured."""
    if case.aead not in aeads:
        return None
    measured = aeads[case.aead]
    raw = [both for _, _, both in measured[fastest(measured)]]
    return statistics.median(a / b for a, b in zip(figures, raw))


def table(rows, libraries, figures, aeads):
    names = [name for name, _ in libraries]
    head = ["case", "unit"] + names + [f"{name} ÷ system" for name in names[1:]]
    head += ["share of the fastest AEAD", "target", ""]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for (title, case), measured in zip(rows, figures):
        ratios = [ratio(measured, index) for index in range(1, len(libraries))]
        part = share(case, measured[1], aeads)
        unit = "per CPU second" if case.unit == "/s" else case.unit
        lines.append("| " + " | ".join(
            [title, unit] + [cell(figure) for figure in measured]
            + [f"**{value:.2f}**" for value in ratios] + ["" if part is None else f"{part:.2f}"]
            + [case.target, verdict(case, ratios[0], part)]) + " |")
    return "\n".join(lines)


def aead_table(aeads):
    lines = ["| AEAD, 16 KiB | implementation | seal, MB/s | open, MB/s | one after the other, MB/s |",
             "| --- | --- | --- | --- | --- |"]
    for suite, measured in aeads.items():
        for name, rounds in measured.items():
            mark = "**" if name == fastest(measured) else ""
            lines.append(f"| {suite} | {mark}{name}{mark} | "
                         + " | ".join(cell(figures) for figures in zip(*rounds)) + " |")
    return "\n".join(lines)


def instruction_table(rows, libraries, figures):
    names = [name for name, _ in libraries]
    lines = ["| case | " + " | ".join(names) + " | ours ÷ system |",
             "| --- " * (len(names) + 2) + "|"]
    for (title, _), counted in zip(rows, figures):
        lines.append(f"| {title} | " + " | ".join(f"{count:,.0f}" for count in counted)
                     + f" | {counted[1] / counted[0]:.2f} |")
    return "\n".join(lines)


def command(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not available"


def machine(options):
    info = open("/proc/cpuinfo").read()
    model = re.search(r"^model name\s*: (.*)$", info, re.M)
    flags = re.search(r"^flags\s*: (.*)$", info, re.M)
    special = [flag for flag in ("aes", "vaes", "vpclmulqdq", "avx512f", "sha_ni")
               if flags and flag in flags[1].split()]
    rows = [
        ("date", datetime.date.today().isoformat()),
        ("processor", f"{model[1] if model else platform.machine()}, "
                      f"{info.count('processor	')} cores, {' '.join(special)}"),
        ("kernel", platform.release()),
        ("system's library", command("openssl", "version")),
        ("ours", command("git", "describe", "--always", "--dirty")),
        ("compilers", f"{command('rustc', '--version')}; {command('cc', '-dumpfullversion')} (C)"),
        ("rounds", str(options.rounds)),
    ]
    return "| | |\n| --- | --- |\n" + "\n".join(f"| {key} | {value} |" for key, value in rows)


def replace(path, name, text):
    """Puts text between the marks of that name."""
    document = path.read_text()
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
    assert marked.search(document), f"{path}: no place for {name}"
    path.write_text(marked.sub(lambda match: f"{match[1]}{text}\n{match[2]}", document))


def chart(rows, figures):
    """How many times better ours is than the system's library, as bars on a logarithmic scale."""
    import math
    left, width, step = 400, 460, 24
    height = 70 + step * len(rows)

    def across(factor):
        return left + width * (math.log2(min(max(factor, 0.5), 32)) + 1) / 6

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 60} {height}" '
             'font-family="sans-serif" font-size="13">',
             f'<rect width="100%" height="{height}" fill="#ffffff"/>',
             '<text x="10" y="22" font-size="15">Times better than the system\'s libssl '
             '(speed, or time or memory saved); the mark is the target</text>']
    for factor in (0.5, 1, 2, 4, 8, 16, 32):
        x = across(factor)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="40" y2="{height - 25}" '
                     f'stroke="{"#444444" if factor == 1 else "#dddddd"}"/>'
                     f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{factor:g}×</text>')
    for line, ((title, case), measured) in enumerate(zip(rows, figures)):
        y = 44 + line * step
        value = ratio(measured)
        factor = value if case.rate else 1 / value
        x, one = across(factor), across(1)
        colour = "#2a7f62" if not case.target or case.met(value) else "#c26a2d"
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">'
                     f'{escape(title.replace("`", ""))}</text>'
                     f'<rect x="{min(x, one):.1f}" y="{y + 2}" width="{abs(x - one):.1f}" '
                     f'height="{step - 8}" fill="{colour}"/>'
                     f'<text x="{max(x, one) + 5:.1f}" y="{y + 13}">{factor:.2f}</text>')
        if case.target:
            target = float(case.target.split()[1])
            mark = across(target if case.rate else 1 / target)
            parts.append(f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{y - 1}" y2="{y + step - 4}" '
                         'stroke="#000000" stroke-width="2"/>')
    return "\n".join(parts + ["</svg>"]) + "\n"
