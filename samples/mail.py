"""Attachments of the day's mails: notes, tables and JSON, some with sensitive data in them."""

from __future__ import annotations

import random

from render import Noise, Text, render
from slots import Slots

TABLE_ROW = "{customer_number};{name};{email};{phone}\n"


def attachment_parts(rng: random.Random, slots: Slots, is_leak: bool) -> list[tuple[dict, Text]]:
    """Pairs of a request's part and its text; mostly none."""
    plain = Noise(rng)
    if is_leak and rng.random() < 0.5:
        text = Text("customer;name;email;phone\n")
        row = render(TABLE_ROW, slots, plain, [""])[0]
        offset = len(text.text)
        text.add(row.text)
        for place in row.truth:
            text.truth.append({**place, "start": place["start"] + offset, "end": place["end"] + offset})
        for place in row.ignore:
            text.ignore.append({**place, "start": place["start"] + offset, "end": place["end"] + offset})
        return [({"kind": "attachment", "name": "customers.csv", "media_type": "text/plain", "text": text.text}, text)]
    if rng.random() < 0.08:
        note = render("Notes from the call at {time}:\n- order {order}\n- paid {price}, reference {reference}\n"
                      "- call back on {phone}\n", slots, plain, [""])[0]
        return [({"kind": "attachment", "name": "notes.txt", "media_type": "text/plain", "text": note.text}, note)]
    return []
