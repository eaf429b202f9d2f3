// Counts what comes in while a list is open, so that a quiet "12 new" can be shown instead of rows that
// jump under the reader's eyes.

import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowUp } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { followVerdicts, type StreamState } from "../api/stream";
import type { VerdictEvent } from "../api/types";
import styles from "./feed.module.css";
import { useTexts } from "./text";

// `onReset`: the server no longer knows all that came in since; the list must be read again.
export function useFeed(matches: (event: VerdictEvent) => boolean, onReset: () => void) {
  const [contacts, setContacts] = useState<ReadonlySet<string>>(new Set());
  const [state, setState] = useState<StreamState>("connecting");
  const current = useRef({ matches, onReset });
  current.current = { matches, onReset };
  useEffect(
    () =>
      followVerdicts({
        onVerdict: (event) => {
          if (!current.current.matches(event)) return;
          setContacts((before) =>
            before.has(event.contact_id) ? before : new Set([...before, event.contact_id]),
          );
        },
        onReset: () => {
          setContacts(new Set());
          current.current.onReset();
        },
        onState: setState,
      }),
    [],
  );
  return { contacts, state, reset: () => setContacts(new Set()) };
}

export function FeedState({ state }: { state: StreamState }) {
  const texts = useTexts();
  return (
    <span className={styles.state} data-state={state} role="status">
      <i aria-hidden />
      {texts.t(`feed.${state}`)}
    </span>
  );
}

export function NewPill({ count, onShow }: { count: number; onShow: () => void }) {
  const texts = useTexts();
  useHotkeys([["n", () => count > 0 && onShow()]]);
  return (
    <div className={styles.place} aria-live="polite">
      {count > 0 && (
        <Button
          radius="xl"
          size="xs"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={onShow}
          className={styles.pill}
        >
          {texts.t("feed.new", { count })}
        </Button>
      )}
    </div>
  );
}
