// People, sessions and API keys.

import type { ApiKey, Person } from "../../src/api/types.ts";
import { json, page, problem, type Route } from "./http.ts";
import { permissionsOf, type World } from "./world.ts";

export const password = "correct horse battery";
const tries_max = 5;

export function accountRoutes(world: World): Route[] {
  const session = (person: Person) =>
    json(
      {
        person,
        permissions: [...permissionsOf(world, person)],
        csrf_token: "fake-csrf",
        expires_at: new Date(Date.now() + 8 * 3_600_000).toISOString(),
      },
      200,
      { "Set-Cookie": `holdfast_session=${person.id}; Path=/; HttpOnly; SameSite=Strict` },
    );
  const person_of = (id: string | undefined) => world.people.find((one) => one.id === id);
  const invitation = (person: Person) => {
    const token = world.random.hex(32);
    world.invitations.set(token, person);
    return invited(person, `https://holdfast.example/sign-in#token=${token}`);
  };
  const invited = (person: Person, sign_in_link: string) => ({
    person,
    sign_in_link,
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const set_active =
    (is_active: boolean): Route["answer"] =>
    ({ params }) => {
      const person = person_of(params.id);
      if (person === undefined) return problem(404, "not_found", "There is no such person.");
      person.is_active = is_active;
      world.record(
        "person",
        person.is_active ? "person.activated" : "person.deactivated",
        `person:${person.id}`,
      );
      return json(person);
    };
  return [
    {
      method: "GET",
      path: "/v1/session",
      permission: "signed-in",
      answer: ({ person }) => session(person),
    },
    {
      method: "POST",
      path: "/v1/sign-in",
      permission: "public",
      answer: ({ body }) => {
        if (world.tries >= tries_max) {
          return problem(429, "limit_exceeded", "Too many failures from this address.", {
            "Retry-After": "20",
          });
        }
        if (body.password !== password) {
          world.tries++;
          return problem(401, "unauthenticated", "The e-mail address or the password is wrong.");
        }
        world.is_signed_in = true;
        world.record("person", "person.signed_in", `person:${world.person.id}`);
        return session(world.person);
      },
    },
    {
      method: "POST",
      path: "/v1/sign-in/link:check",
      permission: "public",
      answer: ({ body }) => {
        const person = world.invitations.get(body.token);
        if (person !== undefined) {
          const { name, email } = person;
          const expires_at = new Date(Date.now() + 3_600_000).toISOString();
          return json({ purpose: "invitation", name, email, expires_at });
        }
        return world.link === null || body.token !== world.link.token
          ? problem(404, "not_found", "The link was used, replaced or is too old.")
          : json({
              purpose: world.link.purpose,
              name: world.link.purpose === "first_administrator" ? null : world.person.name,
              email: world.link.purpose === "first_administrator" ? null : world.person.email,
              expires_at: new Date(Date.now() + 3_600_000).toISOString(),
            });
      },
    },
    {
      method: "POST",
      path: "/v1/sign-in/link",
      permission: "public",
      answer: ({ body }) => {
        const person = world.invitations.get(body.token);
        if (person !== undefined) {
          world.invitations.delete(body.token);
          person.has_password = true;
          return session(person);
        }
        if (world.link === null || body.token !== world.link.token) {
          return problem(404, "not_found", "The link was used, replaced or is too old.");
        }
        if (body.name !== undefined) world.person.name = body.name;
        if (body.email !== undefined) world.person.email = body.email;
        world.link = null;
        world.is_signed_in = true;
        return session(world.person);
      },
    },
    {
      method: "POST",
      path: "/v1/sign-out",
      permission: "signed-in",
      answer: ({ person }) => {
        if (person === world.person) world.is_signed_in = false;
        return new Response(null, {
          status: 204,
          headers: { "Set-Cookie": "holdfast_session=; Path=/; Max-Age=0" },
        });
      },
    },
    {
      method: "POST",
      path: "/v1/session:change-password",
      permission: "signed-in",
      answer: ({ body }) =>
        body.current_password === password
          ? new Response(null, { status: 204 })
          : problem(400, "invalid_input", "The current password is wrong."),
    },
    {
      method: "GET",
      path: "/v1/people",
      permission: "people.read",
      answer: ({ query }) => page(world.people, query),
    },
    {
      method: "POST",
      path: "/v1/people",
      permission: "people.manage",
      answer: ({ body }) => {
        if (world.people.some((one) => one.email === body.email)) {
          return problem(409, "conflict", "There is a person with this e-mail address already.");
        }
        const person: Person = {
          id: world.random.uuid(Date.now()),
          name: body.name,
          email: body.email,
          roles: body.roles,
          is_active: true,
          has_password: false,
          created_at: new Date().toISOString(),
          last_seen_at: null,
        };
        world.people.unshift(person);
        world.record("person", "person.invited", `person:${person.id}`);
        return json(invitation(person), 201);
      },
    },
    {
      method: "POST",
      path: "/v1/people/{id}:deactivate",
      permission: "people.manage",
      answer: set_active(false),
    },
    {
      method: "POST",
      path: "/v1/people/{id}:activate",
      permission: "people.manage",
      answer: set_active(true),
    },
    {
      method: "POST",
      path: "/v1/people/{id}:reset",
      permission: "people.manage",
      answer: ({ params }) => {
        const person = person_of(params.id);
        return person === undefined
          ? problem(404, "not_found", "There is no such person.")
          : json(invitation(person));
      },
    },
    {
      method: "PUT",
      path: "/v1/people/{id}/roles",
      permission: "people.manage",
      answer: ({ params, body }) => {
        const person = person_of(params.id);
        if (person === undefined) return problem(404, "not_found", "There is no such person.");
        person.roles = body.roles;
        return json(person);
      },
    },
    {
      method: "GET",
      path: "/v1/api-keys",
      permission: "keys.read",
      answer: ({ query }) => page(world.keys, query),
    },
    {
      method: "POST",
      path: "/v1/api-keys",
      permission: "keys.manage",
      answer: ({ body }) => {
        const secret = `hfk_${world.random.hex(40)}`;
        const key: ApiKey = {
          id: world.random.uuid(Date.now()),
          name: body.name,
          prefix: secret.slice(0, 10),
          scopes: body.scopes,
          created_at: new Date().toISOString(),
          created_by: `person:${world.person.id}`,
          last_used_at: null,
          expires_at: body.expires_at ?? null,
          revoked_at: null,
        };
        world.keys.unshift(key);
        world.record("person", "key.created", `key:${key.id}`);
        return json({ key, secret }, 201);
      },
    },
    {
      method: "POST",
      path: "/v1/api-keys/{id}:revoke",
      permission: "keys.manage",
      answer: ({ params }) => {
        const key = world.keys.find((one) => one.id === params.id);
        if (key === undefined) return problem(404, "not_found", "There is no such key.");
        key.revoked_at = new Date().toISOString();
        world.record("person", "key.revoked", `key:${key.id}`);
        return json(key);
      },
    },
  ];
}
