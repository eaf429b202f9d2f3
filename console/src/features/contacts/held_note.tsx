// That the message was kept back, and what became of it.

import { IconHandStop } from "@tabler/icons-react";
import { api } from "../../api/client";
import type { HeldState, Message } from "../../api/types";
import { HeldDecision } from "../../ui/held_decision";
import { Time } from "../../ui/labels";
import { Person } from "../../ui/party";
import { useCan } from "../../ui/session";
import { useTexts } from "../../ui/text";
import styles from "./contacts.module.css";

export function HeldNote({ message, state }: { message: Message; state: HeldState }) {
  const texts = useTexts();
  const may_read = useCan("held.read");
  const items = api.useQuery(
    "get",
    "/v1/held-items",
    { params: { query: { state, limit: 200 } } },
    { enabled: may_read },
  );
  const item = items.data?.items.find((held) => held.message_id === message.id);
  return (
    <div className={styles.held} data-state={state}>
      <IconHandStop size={18} stroke={1.7} aria-hidden />
      <p>
        <strong>{texts.t(`held.state.${state}`)}</strong>{" "}
        {item !== undefined &&
          state === "held" &&
          texts.rich("held.expires", { when: <Time at={item.expires_at} form="relative" /> })}
        {item !== undefined &&
          item.decided_by !== null &&
          texts.rich("held.decided", {
            person: <Person actor={item.decided_by} />,
            reason: item.reason ?? "",
          })}
      </p>
      {item !== undefined && state === "held" && <HeldDecision id={item.id} />}
    </div>
  );
}
