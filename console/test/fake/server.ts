// A small server that keeps to the contract, in memory: for development without the real one and for
// component tests. The journeys run against the real server.

import { accountRoutes } from "./accounts.ts";
import { matchPath, problem, type Route } from "./http.ts";
import { logRoutes } from "./log.ts";
import { policyRoutes } from "./policies.ts";
import { trafficRoutes } from "./traffic.ts";
import { permissionsOf, type World, whoAsks } from "./world.ts";

export type Fake = (request: Request) => Promise<Response>;

export function createFake(world: World): Fake {
  const routes: Route[] = [
    ...accountRoutes(world),
    ...trafficRoutes(world),
    ...policyRoutes(world),
    ...logRoutes(world),
  ];
  return async (request) => {
    const url = new URL(request.url);
    for (const route of routes) {
      if (route.method !== request.method) continue;
      const params = matchPath(route.path, url.pathname);
      if (params === null) continue;
      const broken = world.broken.get(route.path);
      if (broken !== undefined) {
        return problem(broken, "unavailable", "The database is busy. Try again in a moment.");
      }
      const person = whoAsks(world, request);
      if (route.permission !== "public" && person === null) {
        return problem(401, "unauthenticated", "Sign in first.");
      }
      if (
        route.permission !== "public" &&
        route.permission !== "signed-in" &&
        !permissionsOf(world, person).has(route.permission)
      ) {
        return problem(403, "denied", `This needs the permission ${route.permission}.`);
      }
      const text = request.method === "GET" ? "" : await request.text();
      return route.answer({
        params,
        query: url.searchParams,
        body: text === "" ? {} : JSON.parse(text),
        request,
        person: person ?? world.person,
      });
    }
    return problem(404, "not_found", `${request.method} ${url.pathname} is not in the contract.`);
  };
}
