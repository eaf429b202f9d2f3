// Every page and its address. Each page is a chunk of its own, loaded when it is first opened.

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { PageSkeleton } from "../ui/page";
import { PageNotFound, PageThrew } from "./error_pages";
import { SignedIn } from "./signed_in";

// Filters are plain text in the address: ?channel=chat&verdict=block. Each page reads what it knows.
type Search = { [name: string]: string | undefined };

function texts_only(search: Record<string, unknown>): Search {
  const kept: Search = {};
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") kept[name] = value;
  }
  return kept;
}

export function parse_search(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function write_search(search: Record<string, unknown>): string {
  const text = new URLSearchParams(texts_only(search) as Record<string, string>).toString();
  return text === "" ? "" : `?${text}`;
}

const root = createRootRoute({
  component: Outlet,
  validateSearch: texts_only,
});

const sign_in = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../features/sign_in/page"), "SignInPage"),
});

const signed_in = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: SignedIn,
});

const pages = [
  createRoute({
    getParentRoute: () => signed_in,
    path: "/",
    component: lazyRouteComponent(() => import("../features/overview/page"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/contacts",
    component: lazyRouteComponent(() => import("../features/contacts/list"), "ContactsPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/contacts/$id",
    component: lazyRouteComponent(() => import("../features/contacts/detail"), "ContactPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/findings",
    component: lazyRouteComponent(() => import("../features/findings/page"), "FindingsPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/held",
    component: lazyRouteComponent(() => import("../features/held/page"), "HeldPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/policies",
    component: lazyRouteComponent(() => import("../features/policies/list"), "PoliciesPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/policies/$name",
    component: lazyRouteComponent(() => import("../features/policies/detail"), "PolicyPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/policies/$name/draft",
    component: lazyRouteComponent(() => import("../features/policies/draft"), "DraftPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/try",
    component: lazyRouteComponent(() => import("../features/policies/try_it"), "TryPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/log",
    component: lazyRouteComponent(() => import("../features/log/page"), "LogPage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/people",
    component: lazyRouteComponent(() => import("../features/people/people"), "PeoplePage"),
  }),
  createRoute({
    getParentRoute: () => signed_in,
    path: "/keys",
    component: lazyRouteComponent(() => import("../features/people/keys"), "KeysPage"),
  }),
  createRoute({ getParentRoute: () => signed_in, path: "$", component: PageNotFound }),
] as const;

const tree = root.addChildren([sign_in, signed_in.addChildren(pages)]);

export function createConsoleRouter(_client: QueryClient) {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 300,
    defaultErrorComponent: PageThrew,
    parseSearch: parse_search,
    stringifySearch: write_search,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
