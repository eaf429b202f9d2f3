#!/usr/bin/env python3
"""A contact centre's day, from a seed: 40 agents, 6 queues, 3,000 customers, over 2,000 contacts by chat, mail
and call, in English, German, Spanish and French, with the truth about everything planted.

    samples/generate.py --output build/samples [--seed 20261122] [--contacts 2400]

writes, in that directory,
    day.jsonl       one line a message in the order of time: {"request": …, "truth": […], "ignore": […]}
                    `request` is what POST /v1/inspections takes; truth and ignore are places in a part, in
                    code points: {part, start, end, type, form, entity?} and {part, start, end, types}
    contacts.jsonl  the same messages by contact, as `holdfast scan --input jsonl --contact` reads them
    mailbox.mbox    the day's mails, to scan
    chat.txt        the day's chats as plain text

Same seed, same day, byte for byte.
"""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import random
from email.message import EmailMessage

import yaml

import people
from mail import attachment_parts
from render import Noise, Text, render
from slots import Slots

HERE = pathlib.Path(__file__).resolve().parent
QUEUES = ["orders", "billing", "account_security", "technical", "claims", "sales"]
DAY = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
CENTRE = "centre.example"


class Agent:
    def __init__(self, rng: random.Random, number: int):
        self.id = f"agent-{number:02}"
        self.language = rng.choices(["en", "de", "es", "fr"], [60, 14, 14, 12])[0]
        self.name = f"{rng.choice(people.GIVEN[self.language])} {rng.choice(people.FAMILY[self.language])}"
        self.queues = rng.sample(QUEUES, 2)


class Day:
    def __init__(self, seed: int, contacts: int):
        self.rng = random.Random(seed)
        self.talk = {language: yaml.safe_load((HERE / f"talk/{language}.yaml").read_text()) for language in people.GIVEN}
        self.agents = [Agent(self.rng, number) for number in range(1, 41)]
        self.customers = [people.make_customer(self.rng, number) for number in range(3000)]
        self.contact_count = contacts
        self.lines: list[tuple[datetime.datetime, dict]] = []
        self.mails: list[EmailMessage] = []

    def run(self) -> None:
        for number in range(self.contact_count):
            customer = self.rng.choice(self.customers)
            start = DAY + datetime.timedelta(seconds=self.opening_second())
            if self.rng.random() < 0.24:
                self.mail_thread(number, customer, start)
            else:
                self.talk_contact(number, customer, start)
        self.lines.sort(key=lambda line: line[0])

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

    def add(self, at: datetime.datetime, request: dict, parts: list[Text]) -> None:
        request = {**request, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        truth = [{"part": part, **place} for part, text in enumerate(parts) for place in text.truth]
        ignore = [{"part": part, **place} for part, text in enumerate(parts) for place in text.ignore]
        self.lines.append((at, {"request": request, "truth": truth, "ignore": ignore}))

    # --- chats and calls

    def talk_contact(self, number: int, customer: people.Customer, at: datetime.datetime) -> None:
        talk = self.talk[customer.language]
        names = list(talk["scenarios"])
        scenario = talk["scenarios"][self.rng.choices(names, [talk["scenarios"][n]["weight"] for n in names])[0]]
        channel = self.rng.choice(scenario["channels"])
        agent = self.agent_for(scenario["queue"], customer.language)
        slots = Slots(self.rng, customer, agent.name)
        contact = {"external_id": f"{channel}-{number:05}", "queue": scenario["queue"], "agent": agent.id,
                   "customer": customer.id}
        is_call = channel == "call"
        noises = {"a": Noise(self.rng, transcript=is_call),
                  "c": Noise(self.rng, typos=0 if is_call else self.rng.choice([0, 0, 0.02, 0.06]),
                             lower=self.rng.random() < 0.35, transcript=is_call)}
        for side, wording in self.script(talk, scenario):
            for text in render(wording, slots, noises[side], talk["fillers"]):
                at += datetime.timedelta(seconds=self.rng.randint(4, 70))
                self.add(at, {"channel": channel, "direction": "outbound" if side == "a" else "inbound",
                              "contact": contact, "sender": {"role": "agent" if side == "a" else "customer"},
                              "locale": customer.language, "parts": [{"text": text.text}]}, [text])

    def script(self, talk: dict, scenario: dict) -> list[tuple[str, str]]:
        """One wording for each turn, with an aside now and then and a way to say goodbye."""
        turns = []
        for turn in scenario["turns"]:
            (side, wordings), = turn.items()
            wording = self.rng.choice(wordings)
            if wording:
                turns.append((side, wording))
        if self.rng.random() < 0.3:
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
        self.one_mail(at, incoming, slots, contact, customer, outbound=False)
        if self.rng.random() < 0.7:
            reply = self.rng.choices(talk["agent_mails"], [mail["weight"] for mail in talk["agent_mails"]])[0]
            at += datetime.timedelta(minutes=self.rng.randint(12, 150))
            self.one_mail(at, reply, slots, contact, customer, outbound=True)

    def one_mail(self, at, mail: dict, slots: Slots, contact: dict, customer: people.Customer, outbound: bool) -> None:
        subject = render(self.rng.choice(mail["subject"]), slots, Noise(self.rng), [""])[0]
        body = render(self.rng.choice(mail["body"]), slots, Noise(self.rng), [""])[0]
        address = f"someone@{self.rng.choice(['partner.example', 'private.example'])}" if mail.get("external") else customer.email
        sender, recipient = (f"care@{CENTRE}", address) if outbound else (customer.email, f"care@{CENTRE}")
        parts, texts = [{"text": body.text}], [body]
        for part, text in attachment_parts(self.rng, slots, outbound and mail.get("external", False)):
            parts.append(part)
            texts.append(text)
        kind = ("external" if mail.get("external") else "customer") if outbound else "internal"
        self.add(at, {"channel": "mail", "direction": "outbound" if outbound else "inbound", "contact": contact,
                      "sender": {"role": "agent" if outbound else "customer", "address": sender},
                      "recipients": [{"kind": kind, "address": recipient}], "locale": customer.language, "parts": parts}, texts)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, recipient, subject.text
        message["Date"] = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        message["Message-ID"] = f"<{contact['external_id']}.{len(self.mails)}@{CENTRE}>"
        message.set_content(body.text)
        self.mails.append(message)


def write(day: Day, output: pathlib.Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    with open(output / "day.jsonl", "w", encoding="utf-8") as file:
        for _, line in day.lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    contacts: dict[str, list] = {}
    with open(output / "chat.txt", "w", encoding="utf-8") as file:
        for _, line in day.lines:
            request = line["request"]
            contacts.setdefault(request["contact"]["external_id"], []).append(line)
            if request["channel"] == "chat":
                file.write(f"{request['sender']['role']}: {request['parts'][0]['text']}\n")
    with open(output / "contacts.jsonl", "w", encoding="utf-8") as file:
        for name, lines in contacts.items():
            file.write(json.dumps({
                "id": name,
                "messages": [{"role": line["request"]["sender"]["role"], "text": line["request"]["parts"][0]["text"]} for line in lines],
                "truth": [{"message": i, **place} for i, line in enumerate(lines) for place in line["truth"] if place["part"] == 0],
                "ignore": [{"message": i, **place} for i, line in enumerate(lines) for place in line["ignore"] if place["part"] == 0],
            }, ensure_ascii=False) + "\n")
    with open(output / "mailbox.mbox", "wb") as file:
        for message in day.mails:
            body = message.as_bytes().replace(b"\nFrom ", b"\n>From ")
            file.write(b"From care@centre.example Fri Nov 20 00:00:00 2026\n" + body + b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--contacts", type=int, default=2400)
    options = parser.parse_args()
    day = Day(options.seed, options.contacts)
    day.run()
    write(day, options.output)
    planted = sum(len(line["truth"]) for _, line in day.lines)
    print(f"{len(day.lines)} messages in {options.contacts} contacts, {planted} planted values, {len(day.mails)} mails")


if __name__ == "__main__":
    main()
