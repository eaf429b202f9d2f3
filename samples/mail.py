"""The day's mails: as text with attachments, as another system hands them over; or whole, as MIME, with an HTML alternative and files.

A whole mail is read into parts, and what is planted in it is told by the part it is read into: `headers`, `body`, `body[1]` (the
HTML), `attachment[0]`."""

from __future__ import annotations

import base64
import html
import json
import quopri
import random
from dataclasses import dataclass, field
from email.header import Header

from render import Noise, Text, render
from slots import Slots

NOTES = ("Notes from the call at {time}:\n- order {order}\n- paid {price}, reference {reference}\n- call back on {phone}\n",
         "To do\n1. {product} back to stock, {sku}\n2. write to {email}\n3. {price} by {weekday}\n")
FORMS = {
    "payment.json": ("customer", "customer_number", "invoice", "invoice", "card_number", "card", "expiry", "expiry", "amount", "price"),
    "profile.json": ("customer", "customer_number", "name", "name", "email", "email", "phone", "phone", "date_of_birth", "birth"),
    "device.json": ("product", "product", "serial", "serial", "firmware", "version", "ip_address", "ip", "request", "uuid"),
}


@dataclass
class Attachment:
    name: str
    media_type: str
    content: str  # of the file
    text: Text  # what it is read into


@dataclass
class Mail:
    """A mail and, by the part it is read into, its text with what is planted there."""
    id: str
    file: bytes
    parts: dict[str, Text] = field(default_factory=dict)


def plain(rng: random.Random, wording: str, slots: Slots) -> Text:
    return render(wording, slots, Noise(rng), [""])[0]


def customer_table(rng: random.Random, customers: list[Slots]) -> Attachment:
    text = Text("customer;name;email;phone\n")
    for slots in customers:
        text.join(plain(rng, "{customer_number};{name};{email};{phone}\n", slots))
    return Attachment("customers.csv", "text/csv", text.text, text)


def form(rng: random.Random, slots: Slots) -> Attachment:
    """A JSON object; its text is a line for each value, after the value's name."""
    name, words = rng.choice(sorted(FORMS.items()))
    text, content = Text(), {}
    for key, word in zip(words[::2], words[1::2]):
        filled = slots.fill(word)
        content[key] = filled.text
        text.add(key.replace("_", " ") + ": ")
        text.plant(filled)
        text.add("\n")
    return Attachment(name, "application/json", json.dumps(content, indent=1, ensure_ascii=False) + "\n", text)


def attachments(rng: random.Random, slots: Slots, leaked: list[Slots]) -> list[Attachment]:
    """Mostly none; who sends customers to a stranger sends a table of them."""
    if leaked and rng.random() < 0.6:
        return [customer_table(rng, leaked)]
    drawn = rng.random()
    if drawn < 0.08:
        text = plain(rng, rng.choice(NOTES), slots)
        return [Attachment("notes.txt", "text/plain", text.text, text)]
    return [form(rng, slots)] if drawn < 0.18 else []


def as_html(body: str) -> str:
    paragraphs = "".join("<p>" + "<br>\n".join(html.escape(line, quote=False) for line in paragraph.split("\n")) + "</p>\n"
                         for paragraph in body.split("\n\n"))
    return f"<html><body>\n{paragraphs}</body></html>\n"


def read_from_html(body: Text) -> Text:
    """The places in the HTML's text, where a paragraph takes one new line and not two."""
    def moved(place: dict) -> dict:
        shift = body.text[:place["start"]].count("\n\n")
        return {**place, "start": place["start"] - shift, "end": place["end"] - shift, **({"form": "html"} if "form" in place else {})}
    return Text(body.text.replace("\n\n", "\n"), [moved(place) for place in body.truth], [moved(place) for place in body.ignore])


def headers(sender: str, recipient: str, subject: Text) -> Text:
    text = Text()
    for name, value in (("From", sender), ("To", recipient)):
        text.add(f"{name}: ")
        start = len(text.text)
        text.add(value + "\n")
        text.ignore.append({"start": start, "end": start + len(value), "types": ["email", "person"]})
    text.add("Subject: ")
    text.join(subject)
    return text


def encoded_word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8").encode()


def entity(media_type: str, text: str, name: str = "") -> bytes:
    """A part with its headers: an attachment in base64, other text as it is or quoted-printable."""
    head = f"Content-Type: {media_type}; charset=utf-8\n"
    if name:
        head += f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
        return head.encode() + base64.encodebytes(text.encode())
    if text.isascii():
        return f"{head}Content-Transfer-Encoding: 7bit\n\n{text}\n".encode()
    return f"{head}Content-Transfer-Encoding: quoted-printable\n\n".encode() + quopri.encodestring(text.encode()) + b"\n"


def multipart(rng: random.Random, kind: str, entities: list[bytes]) -> bytes:
    boundary = f"=={rng.getrandbits(64):016x}"
    parts = b"".join(f"--{boundary}\n".encode() + one + b"\n" for one in entities)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode() + parts + f"--{boundary}--\n".encode()


def compose(rng: random.Random, head: dict[str, str], subject: Text, body: Text, files: list[Attachment], has_html: bool) -> Mail:
    """`head` is From, To, Date and Message-ID."""
    content = entity("text/plain", body.text)
    parts = {"headers": headers(head["From"], head["To"], subject), "body": body}
    if has_html:
        content = multipart(rng, "alternative", [content, entity("text/html", as_html(body.text))])
        parts["body[1]"] = read_from_html(body)
    if files:
        content = multipart(rng, "mixed", [content, *(entity(file.media_type, file.content, file.name) for file in files)])
        parts |= {f"attachment[{number}]": file.text for number, file in enumerate(files)}
    named = {**head, "Subject": subject.text}
    if not named["From"].isascii():
        name, _, address = named["From"].rpartition(" ")
        named["From"] = f"{encoded_word(name)} {address}"
    named["Subject"] = encoded_word(named["Subject"])
    lines = "".join(f"{name}: {value}\n" for name, value in named.items()) + "MIME-Version: 1.0\n"
    return Mail(head["Message-ID"].strip("<>"), lines.encode() + content, parts)
