"""Who people are is shown only where the tenant's setting says so."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server  # noqa: E402

AGENT = "maria.lopez"
CUSTOMER = "crm-4711"
BY_NAME = {"HOLDFAST_TENANT_SHOW_PEOPLE_BY_NAME": "true"}
CARD = "4111 1111 1111 1111"


class PeopleByName(unittest.TestCase):
    def setUp(self):
        self.server = Server(arguments=("--enforce",))
        self.server.start()
        self.addCleanup(self.server.__exit__)
        self.inspection = self.server.inspect(f"my card is {CARD}", contact={
            "external_id": "chat-1", "queue": "billing", "agent": AGENT, "customer": CUSTOMER})
        self.server.inspect("someone else", contact={"external_id": "chat-2", "agent": "jo.smith", "customer": "crm-1"})

    def restart(self, env: dict[str, str]) -> None:
        self.server.stop()
        self.server.env = env
        self.server.start()

    def pages(self) -> dict[str, str]:
        """Everything that lists or shows traffic."""
        contact = f"/v1/contacts/{self.inspection['contact_id']}"
        paths = ("/v1/contacts", contact, f"{contact}/messages", "/v1/findings", "/v1/held-items", "/v1/overview", "/v1/audit/entries")
        answers = {path: self.server.get(path) for path in paths}
        self.assertEqual({answer.status for answer in answers.values()}, {200}, answers)
        return {path: answer.body.decode() for path, answer in answers.items()}

    def contact(self) -> dict:
        return self.server.get(f"/v1/contacts/{self.inspection['contact_id']}").json

    def test_nobody_is_named_unless_the_setting_says_so(self):
        for path, body in self.pages().items():
            self.assertNotIn(AGENT, body, path)
            self.assertNotIn(CUSTOMER, body, path)
        contact = self.contact()
        self.assertRegex(contact["agent"]["name"], r"^Agent [0-9A-Z]{4}$")
        self.assertRegex(contact["customer"], r"^Customer [0-9A-Z]{7}$")

    def test_the_setting_shows_people_and_takes_them_back(self):
        hidden = self.contact()
        self.restart(BY_NAME)
        shown = self.contact()
        self.assertEqual((shown["agent"]["name"], shown["customer"]), (AGENT, CUSTOMER))
        listed = {one["external_id"]: one for one in self.server.get("/v1/contacts").json["items"]}
        self.assertEqual((listed["chat-2"]["agent"]["name"], listed["chat-2"]["customer"]), ("jo.smith", "crm-1"))
        self.assertEqual(shown["agent"]["id"], hidden["agent"]["id"], "links survive the setting")
        self.restart({})
        self.assertEqual(self.contact(), hidden)

    def test_people_are_found_by_pseudonym_and_by_the_id_that_others_know(self):
        for env in ({}, BY_NAME):
            self.restart(env)
            for query in (f"agent={self.contact()['agent']['id']}", f"customer={CUSTOMER}"):
                found = self.server.get(f"/v1/contacts?{query}").json["items"]
                self.assertEqual([one["external_id"] for one in found], ["chat-1"], query)


if __name__ == "__main__":
    unittest.main()
