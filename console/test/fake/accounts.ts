import { json, problem, type Route } from "./http.ts";
import type { World } from "./world.ts";

export function accountRoutes(world: World): Route[] {
  const session = () =>
    json({
      person: { ...world.person, role: "admin" },
      permissions: [...world.permissions],
      csrf_token: "fake-csrf",
    });
  return [
    { method: "GET", path: "/v1/session", permission: "signed-in", answer: session },
    {
      method: "POST",
      path: "/v1/sign-in",
      permission: "public",
      answer: ({ body }) => {
        if (body.password !== "correct horse battery")
          return problem(401, "unauthenticated", "E-mail or password is wrong.");
        world.is_signed_in = true;
        return session();
      },
    },
  ];
}
