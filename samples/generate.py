#!/usr/bin/env python3
"""A contact centre's day, from a seed: 40 agents, 6 queues, 3,000 customers, each of whom has a contact and some two, by chat,
mail and call, in English, German, Spanish and French, with the truth about everything planted.

    samples/generate.py --output build/samples [--seed 20261122] [--contacts 3060]

writes, in that directory,
    day.jsonl       one line a message in the order of time: {"request": …, "truth": […], "ignore": […]}
                    `request` is what POST /v1/inspections takes; truth and ignore are places in a part, in
                    code points: {part, path?, start, end, type, form, entity?} and {part, path?, start, end, types};
                    `path` is the part of a whole mail, as findings name it
    contacts.jsonl  the chats and calls by contact, as `holdfast scan --input jsonl --contact` reads them
    mailbox.mbox    the day's mails, to scan
    mailbox.jsonl   one line a mail of it: {"id": …, "parts": {path: text}, "truth": […], "ignore": […]}, places by path
    chat.txt        the day's chats as plain text

Same seed, same day, byte for byte.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import json
import pathlib
import random

import yaml

import people
from grammar import Grammar
from mail import Attachment, Mail, attachments, compose
from render import Noise, Text, render
from slots import Slots

HERE = pathlib.Path(__file__).resolve().parent
QUEUES = ["orders", "billing", "account_security", "technical", "claims", "sales"]
DAY = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
CENTRE = "centre.example"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Agent:
    def __init__(self, rng: random.Random, number: int):
        self.id = f"agent-{number:02}"
        self.language = rng.choices(["en", "de", "es", "fr"], [60, 14, 14, 12])[0]
        self.name = f"{rng.choice(people.GIVEN[self.language])} {rng.choice(people.FAMILY[self.language])}"
        self.queues = rng.sample(QUEUES, 2)


class Day:
    def __init__(self, seed: int, contacts: int):
        self.rng = random.Random(seed)
        self.talk = {language: yaml.load((HERE / f"talk/{language}.yaml").read_text(), LOADER) for language in people.GIVEN}
        self.grammar = {language: Grammar(talk["fragments"]) for language, talk in self.talk.items()}
        self.agents = [Agent(self.rng, number) for number in range(1, 41)]
        self.customers = [people.make_customer(self.rng, number) for number in range(3000)]
        self.contact_count = contacts
        self.lines: list[tuple[datetime.datetime, dict]] = []
        self.mails: list[Mail] = []

    def run(self) -> None:
        for number, customer in enumerate(self.callers()):
            start = DAY + datetime.timedelta(seconds=self.opening_second())
            if self.rng.random() < 0.24:
                self.mail_thread(number, customer, start)
            else:
                self.talk_contact(number, customer, start)
        self.lines.sort(key=lambda line: line[0])

    def callers(self) -> list[people.Customer]:
        """Everybody once, in any order; whoever is left over of the contacts is somebody's second."""
        callers = self.rng.sample(self.customers, min(self.contact_count, len(self.customers)))
        callers += self.rng.choices(self.customers, k=self.contact_count - len(callers))
        self.rng.shuffle(callers)
        return callers

    def opening_second(self) -> int:
        """Two humps, late morning and late afternoon, and a thin night."""
        if self.rng.random() < 0.04:
            return self.rng.randrange(24 * 3600)
        hump = self.rng.choice([(10.5, 1.6), (15.5, 2.0)])
        hour = min(max(self.rng.gauss(*hump), 6.5), 21.5)
        return int(hour * 3600)

    def agent_for(self, queue: str, language: str) -> Agent:
        fitting = [agent for agent in self.agents if queue in agent.queues and agent.language == language]
        return self.rng.choice(fitting or [agent for agent in self.agents if agent.language == language] or self.agents)

    def add(self, at: datetime.datetime, request: dict, texts: list[tuple[dict, Text]]) -> None:
        """`texts`: each with what tells its part."""
        request = {**request, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        truth = [{**part, **place} for part, text in texts for place in text.truth]
        ignore = [{**part, **place} for part, text in texts for place in text.ignore]
        self.lines.append((at, {"request": request, "truth": truth, "ignore": ignore}))

    # --- chats and calls

    def talk_contact(self, number: int, customer: people.Customer, at: datetime.datetime) -> None:
        talk = self.talk[customer.language]
        scenarios = [one for one in talk["scenarios"].values() if one.get("country", customer.country) == customer.country]
        scenario = self.rng.choices(scenarios, [one["weight"] for one in scenarios])[0]
        channel = self.rng.choice(scenario["channels"])
        agent = self.agent_for(scenario["queue"], customer.language)
        slots = Slots(self.rng, customer, agent.name, is_call=channel == "call")
        contact = {"external_id": f"{channel}-{number:05}", "queue": scenario["queue"], "agent": agent.id,
                   "customer": customer.id}
        noises = self.voices(talk["habits"], channel == "call")
        for side, wording in self.script(talk, scenario):
            said = self.grammar[customer.language].say(self.rng, wording)
            for text in render(said, slots, noises[side], talk["fillers"]):
                at += datetime.timedelta(seconds=self.rng.randint(4, 70))
                self.add(at, {"channel": channel, "direction": "outbound" if side == "a" else "inbound",
                              "contact": contact, "sender": {"role": "agent" if side == "a" else "customer"},
                              "locale": customer.language, "parts": [{"text": text.text}]}, [({"part": 0}, text)])

    def voices(self, habits: dict, is_call: bool) -> dict[str, Noise]:
        rng = self.rng
        return {"a": Noise(rng, habits, typos=0 if is_call else rng.choice([0, 0, 0, 0.01]), transcript=is_call),
                "c": Noise(rng, habits, typos=0 if is_call else rng.choice([0, 0, 0.02, 0.06]), lower=rng.random() < 0.45,
                           short=not is_call and rng.random() < 0.3, transcript=is_call)}

    def script(self, talk: dict, scenario: dict) -> list[tuple[str, str]]:
        """One wording for each turn, with an aside now and then and a way to say goodbye."""
        turns = []
        for turn in scenario["turns"]:
            (side, wordings), = turn.items()
            wording = self.rng.choice(wordings)
            if wording:
                turns.append((side, wording))
        if self.rng.random() < 0.12:
            place = self.rng.randrange(1, len(turns))
            aside = self.rng.choice(talk["asides"])
            turns[place:place] = [("c", aside[0]), ("a", aside[1])]
        closing = self.rng.choice(talk["closings"])
        return turns + [("c" if i % 2 == 0 else "a", wording) for i, wording in enumerate(closing)]

    # --- mails

    def mail_thread(self, number: int, customer: people.Customer, at: datetime.datetime) -> None:
        talk = self.talk[customer.language]
        incoming = self.rng.choices(talk["mails"], [mail["weight"] for mail in talk["mails"]])[0]
        agent = self.agent_for(incoming["queue"], customer.language)
        slots = Slots(self.rng, customer, agent.name)
        contact = {"external_id": f"mail-{number:05}", "queue": incoming["queue"], "agent": agent.id, "customer": customer.id}
        self.one_mail(at, incoming, slots, contact, outbound=False)
        if self.rng.random() < 0.7:
            reply = self.rng.choices(talk["agent_mails"], [mail["weight"] for mail in talk["agent_mails"]])[0]
            at += datetime.timedelta(minutes=self.rng.randint(12, 150))
            self.one_mail(at, reply, slots, contact, outbound=True)

    def one_mail(self, at: datetime.datetime, wordings: dict, slots: Slots, contact: dict, outbound: bool) -> None:
        customer, rng, is_external = slots.customer, self.rng, wordings.get("external", False)
        subject, body = (self.written(rng.choice(wordings[name]), slots) for name in ("subject", "body"))
        address = f"someone@{rng.choice(['partner.example', 'private.example'])}" if is_external else customer.email
        sender, recipient = (f"care@{CENTRE}", address) if outbound else (customer.email, f"care@{CENTRE}")
        leaked = [Slots(rng, one, slots.agent) for one in rng.sample(self.customers, rng.randint(2, 9))] if is_external else []
        files = attachments(rng, slots, leaked)
        has_html = rng.random() < 0.4
        head = {"From": sender if outbound else f"{customer.name} <{sender}>", "To": recipient,
                "Date": at.strftime("%a, %d %b %Y %H:%M:%S +0000"), "Message-ID": f"<{contact['external_id']}.{len(self.mails)}@{CENTRE}>"}
        mail = compose(rng, head, subject, body, files, has_html)
        self.mails.append(mail)
        kind = ("external" if is_external else "customer") if outbound else "internal"
        request = {"channel": "mail", "direction": "outbound" if outbound else "inbound", "contact": contact,
                   "sender": {"role": "agent" if outbound else "customer", "address": sender},
                   "recipients": [{"kind": kind, "address": recipient}], "locale": customer.language}
        if has_html or any(file.media_type == "application/json" for file in files):
            whole = base64.b64encode(mail.file).decode()
            self.add(at, {**request, "parts": [{"media_type": "message/rfc822", "data": whole}]},
                     [({"part": 0, "path": path}, text) for path, text in mail.parts.items()])
        else:
            self.add(at, {**request, "parts": [{"text": body.text}, *map(attached, files)]},
                     [({"part": part}, text) for part, text in enumerate([body, *(file.text for file in files)])])

    def written(self, wording: str, slots: Slots) -> Text:
        said = self.grammar[slots.customer.language].say(self.rng, wording)
        return render(said, slots, Noise(self.rng), [""])[0]


def attached(file: Attachment) -> dict:
    return {"kind": "attachment", "name": file.name, "media_type": "text/plain", "text": file.content}


def write_lines(path: pathlib.Path, lines: list[dict]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def by_contact(name: str, lines: list[dict]) -> dict:
    def places(kind: str) -> list[dict]:
        return [{"message": i, **place} for i, line in enumerate(lines) for place in line[kind]]
    return {"id": name, "truth": places("truth"), "ignore": places("ignore"),
            "messages": [{"role": line["request"]["sender"]["role"], "text": line["request"]["parts"][0]["text"]} for line in lines]}


def by_part(mail: Mail) -> dict:
    return {"id": mail.id, "parts": {path: text.text for path, text in mail.parts.items()},
            "truth": [{"path": path, **place} for path, text in mail.parts.items() for place in text.truth],
            "ignore": [{"path": path, **place} for path, text in mail.parts.items() for place in text.ignore]}


def write(day: Day, output: pathlib.Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    lines = [line for _, line in day.lines]
    write_lines(output / "day.jsonl", lines)
    contacts: dict[str, list] = {}
    with open(output / "chat.txt", "w", encoding="utf-8") as file:
        for line in lines:
            request = line["request"]
            if request["channel"] != "mail":
                contacts.setdefault(request["contact"]["external_id"], []).append(line)
            if request["channel"] == "chat":
                file.write(f"{request['sender']['role']}: {request['parts'][0]['text']}\n")
    write_lines(output / "contacts.jsonl", [by_contact(name, contact) for name, contact in contacts.items()])
    write_lines(output / "mailbox.jsonl", [by_part(mail) for mail in day.mails])
    with open(output / "mailbox.mbox", "wb") as file:
        for mail in day.mails:
            body = mail.file.replace(b"\nFrom ", b"\n>From ")
            file.write(b"From care@centre.example Fri Nov 20 00:00:00 2026\n" + body + b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--contacts", type=int, default=3060)
    options = parser.parse_args()
    day = Day(options.seed, options.contacts)
    day.run()
    write(day, options.output)
    planted = sum(len(line["truth"]) for _, line in day.lines)
    print(f"{len(day.lines)} messages in {options.contacts} contacts, {planted} planted values, {len(day.mails)} mails")


if __name__ == "__main__":
    main()
