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
    <svg className={styles.roots} viewBox="0 0 600 900" aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round">
        <path d="M306 -20 C292 140 312 260 300 470" />
        <path d="M303 420 C300 600 170 600 40 920" />
        <path d="M303 420 C300 600 430 600 560 920" />
        <path d="M302 440 C300 640 232 690 186 920" />
        <path d="M302 440 C300 640 368 690 414 920" />
        <path d="M301 460 C297 640 302 760 300 920" />
        <path d="M152 706 C124 770 122 830 112 920" />
        <path d="M448 706 C476 770 478 830 488 920" />
      </g>
    </svg>
  );
}
