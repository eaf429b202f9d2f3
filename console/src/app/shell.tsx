// What surrounds every page: the ways through the console, and the person's own menu.

import {
  ActionIcon,
  Burger,
  Drawer,
  Menu,
  Tooltip,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useDisclosure, useHotkeys, useWindowEvent } from "@mantine/hooks";
import {
  IconChartAreaLine,
  IconCheck,
  IconFlask,
  IconHandStop,
  IconKey,
  IconKeyboard,
  IconLanguage,
  IconListSearch,
  IconLogout,
  IconMessages,
  IconMoon,
  IconScript,
  IconSun,
  IconSunMoon,
  IconTimelineEvent,
  IconUsers,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link, Outlet, useLocation, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { api } from "../api/client";
import { useCan, useSession } from "../ui/session";
import { type Language, languages, type TextKey, useLanguage, useTexts } from "../ui/text";
import { KeyboardHelp } from "./keyboard_help";
import { OwnPassword } from "./own_password";
import styles from "./shell.module.css";

const EntryDrawer = lazy(() => import("../features/log/entry_drawer"));

type Way = { to: string; text: TextKey; icon: TablerIcon; permission: string };

const ways: { title: TextKey; ways: Way[] }[] = [
  {
    title: "nav.watch",
    ways: [
      { to: "/", text: "nav.overview", icon: IconChartAreaLine, permission: "contacts.read" },
      { to: "/contacts", text: "nav.contacts", icon: IconMessages, permission: "contacts.read" },
      { to: "/findings", text: "nav.findings", icon: IconListSearch, permission: "findings.read" },
      { to: "/held", text: "nav.held", icon: IconHandStop, permission: "held.read" },
    ],
  },
  {
    title: "nav.decide",
    ways: [
      { to: "/policies", text: "nav.policies", icon: IconScript, permission: "policies.read" },
      { to: "/try", text: "nav.try", icon: IconFlask, permission: "policies.read" },
    ],
  },
  {
    title: "nav.account_for",
    ways: [
      { to: "/log", text: "nav.log", icon: IconTimelineEvent, permission: "audit.read" },
      { to: "/people", text: "nav.people", icon: IconUsers, permission: "people.read" },
      { to: "/keys", text: "nav.keys", icon: IconKey, permission: "keys.read" },
    ],
  },
];

export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const texts = useTexts();
  const [menu, toggleMenu] = useDisclosure(false);
  const [help, toggleHelp] = useDisclosure(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useHotkeys([["/", focus_filter]]);
  // By the sign, not by the keys that make it, which differ from keyboard to keyboard.
  useWindowEvent("keydown", (event) => {
    if (event.key === "?" && !is_typing(event.target)) toggleHelp.toggle();
  });

  // Who may not see the overview begins at the first page that they may see.
  const session = useSession();
  const navigate = useNavigate();
  useEffect(() => {
    if (pathname !== "/" || session.permissions.has("contacts.read")) return;
    const first = ways
      .flatMap((group) => group.ways)
      .find((way) => session.permissions.has(way.permission));
    if (first !== undefined) void navigate({ to: first.to, replace: true });
  }, [pathname, session, navigate]);

  // A new page begins at its top, for the eye and for the screen reader alike.
  const was_at = useRef(pathname);
  useEffect(() => {
    if (was_at.current === pathname) return;
    was_at.current = pathname;
    toggleMenu.close();
    if (globalThis.location.hash === "") {
      globalThis.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [pathname, toggleMenu.close]);

  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        {texts.t("nav.skip")}
      </a>
      <header className={styles.top}>
        <Burger
          opened={menu}
          onClick={toggleMenu.toggle}
          size="sm"
          aria-label={texts.t("nav.menu")}
          aria-expanded={menu}
        />
        <Brand />
      </header>
      <nav className={styles.side} aria-label={texts.t("nav.title")}>
        <Brand />
        <Ways />
        <Own onSignOut={onSignOut} onHelp={toggleHelp.open} />
      </nav>
      <Drawer
        opened={menu}
        onClose={toggleMenu.close}
        position="left"
        size="17rem"
        title={<Brand />}
        closeButtonProps={{ "aria-label": texts.t("dialog.close") }}
      >
        <nav aria-label={texts.t("nav.title")} className={styles.inDrawer}>
          <Ways />
          <Own onSignOut={onSignOut} onHelp={toggleHelp.open} />
        </nav>
      </Drawer>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Progress />
        <Outlet />
      </main>
      <Suspense fallback={null}>
        <EntryDrawer />
      </Suspense>
      <KeyboardHelp opened={help} onClose={toggleHelp.close} />
    </div>
  );
}

function is_typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
}

function focus_filter() {
  const field = document.querySelector<HTMLElement>(
    "main search input:not([type=hidden]), main search button",
  );
  field?.focus();
}

function Brand() {
  return (
    <Link to="/" className={styles.brand}>
      <img src="/holdfast.svg" alt="" width={26} height={26} />
      Holdfast
    </Link>
  );
}

function Ways() {
  const texts = useTexts();
  const session = useSession();
  return (
    <div className={styles.ways}>
      {ways.map((group) => {
        const open = group.ways.filter((way) => session.permissions.has(way.permission));
        if (open.length === 0) return null;
        return (
          <div key={group.title}>
            <p className={styles.group}>{texts.t(group.title)}</p>
            <ul>
              {open.map((way) => (
                <li key={way.to}>
                  <Link
                    to={way.to}
                    className={styles.way}
                    activeOptions={{ exact: way.to === "/", includeSearch: false }}
                    activeProps={{ "aria-current": "page" }}
                  >
                    <way.icon size={18} stroke={1.7} aria-hidden />
                    {texts.t(way.text)}
                    {way.to === "/held" && <HeldCount />}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

const held_page = 100;

function HeldCount() {
  const texts = useTexts();
  const held = api.useQuery(
    "get",
    "/v1/held-items",
    { params: { query: { state: "held", limit: held_page } } },
    { refetchInterval: 60_000, enabled: useCan("held.read") },
  );
  const count = held.data?.items.length ?? 0;
  if (count === 0) return null;
  const is_more = held.data?.next_cursor !== null;
  return (
    <span className={styles.count}>
      {texts.number(count)}
      {is_more && "+"}
      <VisuallyHidden> {texts.t("nav.waiting")}</VisuallyHidden>
    </span>
  );
}

function Own({ onSignOut, onHelp }: { onSignOut: () => void; onHelp: () => void }) {
  const texts = useTexts();
  const session = useSession();
  const { language, setLanguage } = useLanguage();
  const [password, togglePassword] = useDisclosure(false);
  return (
    <div className={styles.own}>
      <button
        type="button"
        className={styles.person}
        title={session.email}
        aria-label={texts.t("own.open", { name: session.name })}
        onClick={togglePassword.open}
      >
        {session.name}
      </button>
      <OwnPassword opened={password} onClose={togglePassword.close} />
      <div className={styles.ownButtons}>
        <SchemeSwitch />
        <Menu position="top-start" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={texts.t("nav.language")}>
              <IconLanguage size={18} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {(Object.entries(languages) as [Language, string][]).map(([value, name]) => (
              <Menu.Item
                key={value}
                lang={value}
                onClick={() => setLanguage(value)}
                rightSection={value === language ? <IconCheck size={14} aria-hidden /> : undefined}
                aria-current={value === language || undefined}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={texts.t("keys_help.title")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onHelp}
            aria-label={texts.t("keys_help.title")}
          >
            <IconKeyboard size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={texts.t("nav.sign_out")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onSignOut}
            aria-label={texts.t("nav.sign_out")}
          >
            <IconLogout size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

const schemes = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

export function SchemeSwitch() {
  const texts = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes[colorScheme];
  const order = ["auto", "light", "dark"] as const;
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? "auto";
  const label = texts.t(`scheme.${colorScheme}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={() => setColorScheme(next)}
        aria-label={label}
      >
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

// A page whose code is still on its way.
function Progress() {
  const is_pending = useRouterState({ select: (state) => state.status === "pending" });
  return <div className={styles.progress} data-on={is_pending || undefined} aria-hidden />;
}
