import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTexts } from "../../ui/text";
import { LinkForm } from "./link_form";
import { PasswordForm } from "./password_form";
import styles from "./sign_in.module.css";

// The one-time link carries its token behind the '#', which no server and no log gets to see.
function token_in(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}

export function SignInPage() {
  const texts = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { next?: string };
  const [token, setToken] = useState(() => token_in(globalThis.location.hash));

  // The token leaves the address bar at once, so that it is in no history and no screenshot.
  useEffect(() => {
    document.title = `${texts.t("sign_in.title")} · Holdfast`;
    if (globalThis.location.hash !== "") {
      globalThis.history.replaceState(null, "", globalThis.location.pathname);
    }
  }, [texts]);

  const enter = async () => {
    client.clear();
    // Only a path of this console, never another site.
    const next = search.next?.startsWith("/") && !search.next.startsWith("//") ? search.next : "/";
    await navigate({ href: next, replace: true });
  };

  return (
    <main className={styles.page}>
      <Roots />
      <div className={styles.panel}>
        <p className={styles.brand}>
          <img src="/holdfast.svg" alt="" width={34} height={34} />
          Holdfast
        </p>
        {token === null ? (
          <PasswordForm onEnter={enter} />
        ) : (
          <LinkForm token={token} onEnter={enter} onGiveUp={() => setToken(null)} />
        )}
      </div>
    </main>
  );
}

// A holdfast is what kelp grips the rock with. Drawn large and quiet behind the form.
function Roots() {
  return (
    <svg className={styles.roots} viewBox="0 0 600 700" aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round">
        <path d="M300 0 C292 120 310 200 300 330" />
        <path d="M300 290 C300 420 180 400 60 700" />
        <path d="M300 290 C300 420 420 400 540 700" />
        <path d="M300 300 C300 460 240 480 190 700" />
        <path d="M300 300 C300 460 360 480 410 700" />
        <path d="M300 320 C296 480 300 560 300 700" />
        <path d="M214 470 C150 540 140 600 118 700" />
        <path d="M386 470 C450 540 460 600 482 700" />
      </g>
    </svg>
  );
}
