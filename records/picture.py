"""Draws a rotation as SVG: one bar per key version over time, in light and dark colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import svg

from components.key.facts import State, time_of
from components.record.model import Record
from records.timeline import Bar, Event, bars, events

_LEFT, _RIGHT, _TOP = 150, 24, 56
_BAR, _ROW, _LINE = 26, 44, 15
_NARROW, _WIDE = 128, 220
"""The least and greatest width between two moments: each needs room for its words."""
_MOMENTS = 12
"""How many moments are shown, the last ones; more would be unreadable."""

_STYLE = """
svg { background: var(--paper); font: 12px system-ui, 'DejaVu Sans', sans-serif; }
svg {
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --on: #ffffff;
  --candidate: #59636e; --current: #1a7f37; --draining: #9a6700; --awaiting: #cf222e;
}
@media (prefers-color-scheme: dark) {
  svg {
    --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --on: #0d1117;
    --candidate: #9198a1; --current: #3fb950; --draining: #d29922; --awaiting: #ff7b72;
  }
}
text { fill: var(--ink); }
.faint { fill: var(--faint); }
.on { fill: var(--on); font-weight: 600; }
.moment { stroke: var(--line); stroke-width: 1; }
.cutover { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
.dead { stroke: var(--faint); stroke-width: 2; stroke-dasharray: 2 4; }
.candidate { fill: var(--candidate); }
.current { fill: var(--current); }
.draining { fill: var(--draining); }
.awaiting { fill: var(--awaiting); }
"""
_CLASSES: dict[State, str] = {
    "candidate": "candidate",
    "current": "current",
    "draining": "draining",
    "awaiting revocation": "awaiting",
}


def picture(records: Sequence[Record]) -> str:
    """The SVG document of a chain of records."""
    drawn = _Drawing(records)
    title = f"The keys of {records[-1].stack}, up to record {records[-1].sequence}"
    elements: list[svg.Element] = [
        svg.Title(text=title),
        svg.Style(text=_STYLE),
        svg.Text(x=16, y=26, text=title, font_weight="bold"),
        *drawn.moments(),
        *(part for row, bar in enumerate(drawn.bars) for part in drawn.row(row, bar)),
    ]
    return str(
        svg.SVG(
            viewBox=svg.ViewBoxSpec(0, 0, drawn.width, drawn.height),
            width=drawn.width,
            height=drawn.height,
            elements=elements,
            extra={"role": "img"},
        )
    )


class _Drawing:
    def __init__(self, records: Sequence[Record]) -> None:
        shown = events(records)
        times = sorted({event.at for event in shown} | {records[-1].at})[-_MOMENTS:]
        self.events = [event for event in shown if event.at in times]
        self.bars = [bar for bar in bars(records) if bar.spans[-1].end >= times[0]]
        self.x = dict(zip(times, _columns(times), strict=True))
        self.lines = max((_count(self.events, at) for at in times), default=1)
        self.top = _TOP + self.lines * _LINE
        self.width = int(max(self.x.values())) + _NARROW + _RIGHT
        self.bottom = self.top + len(self.bars) * _ROW
        self.height = self.bottom + 52

    def moments(self) -> list[svg.Element]:
        """A line for each moment, with its words above and its time below."""
        found: list[svg.Element] = []
        for at, x in self.x.items():
            here = [event for event in self.events if event.at == at]
            kind = "cutover" if any(event.is_cutover for event in here) else "moment"
            found.append(svg.Line(x1=x, x2=x, y1=_TOP - 8, y2=self.bottom + 6, class_=[kind]))
            found += [
                svg.Text(x=x + 5, y=_TOP + line * _LINE, text=event.words)
                for line, event in enumerate(here)
            ]
            day, _, clock = at.removesuffix("+00:00").partition("T")
            found.append(svg.Text(x=x + 5, y=self.bottom + 20, text=f"{clock} UTC"))
            found.append(svg.Text(x=x + 5, y=self.bottom + 36, text=day, class_=["faint"]))
        return found

    def row(self, row: int, bar: Bar) -> list[svg.Element]:
        """One key: its name and its states; from its death on, a dotted line."""
        y = self.top + row * _ROW + (_ROW - _BAR) / 2
        middle = y + _BAR / 2 + 4
        found: list[svg.Element] = [
            svg.Text(x=16, y=middle - 7, text=f"version {bar.version}"),
            svg.Text(x=16, y=middle + 8, text=bar.fingerprint, class_=["faint"]),
        ]
        for span in bar.spans:
            start, end = self._at(span.start), self._at(span.end)
            if span.state not in _CLASSES:
                found.append(
                    svg.Line(
                        x1=start,
                        x2=self.width - _RIGHT,
                        y1=y + _BAR / 2,
                        y2=y + _BAR / 2,
                        class_=["dead"],
                    )
                )
                found.append(
                    svg.Text(x=start + 5, y=y - 1, text=_dead(span.state), class_=["faint"])
                )
                continue
            end = self.width - _RIGHT if span is bar.spans[-1] else end
            words = span.state if end - start > 7 * len(span.state) else ""
            found.append(
                svg.Rect(
                    x=start,
                    y=y,
                    width=max(end - start - 1, 2),
                    height=_BAR,
                    rx=3,
                    class_=[_CLASSES[span.state]],
                )
            )
            found.append(svg.Text(x=start + 6, y=middle, text=words, class_=["on"]))
        return found

    def _at(self, time: str) -> float:
        """The x position of a time: that of the last moment not after it."""
        before = [x for at, x in self.x.items() if at <= time]
        return before[-1] if before else _LEFT


def _dead(state: State) -> str:
    return f"{state}, proved dead"


def _columns(times: Sequence[str]) -> list[float]:
    """Widths grow with the logarithm of time, for a rotation has both seconds and weeks."""
    places = [float(_LEFT)]
    for before, after in pairwise(times):
        passed = (time_of(after) - time_of(before)).total_seconds()
        places.append(places[-1] + min(_WIDE, max(_NARROW, 24 * math.log(1 + passed))))
    return places


def _count(shown: Sequence[Event], at: str) -> int:
    return sum(event.at == at for event in shown)
