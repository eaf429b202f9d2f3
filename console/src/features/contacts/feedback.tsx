// Right, or not sensitive? What people say here becomes the rule's measured precision.

import { Button } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { StoredFinding } from "../../api/types";
import { useCan } from "../../ui/session";
import { Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./contacts.module.css";

export function FeedbackOf({ finding }: { finding: StoredFinding }) {
  const texts = useTexts();
  const client = useQueryClient();
  const may_say = useCan("findings.feedback");
  const give = api.useMutation("post", "/v1/findings/{id}:feedback", {
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["get", "/v1/contacts/{id}/messages"] }),
        client.invalidateQueries({ queryKey: ["get", "/v1/findings"] }),
      ]),
  });
  const say = (kind: "upheld" | "not_sensitive") =>
    give.mutate({ params: { path: { id: finding.id } }, body: { kind } });
  if (!may_say && finding.feedback === null) return null;
  return (
    <div className={styles.feedback}>
      {finding.feedback !== null && (
        <p className={styles.said}>
          {finding.feedback === "upheld" ? (
            <IconCheck size={15} aria-hidden />
          ) : (
            <IconX size={15} aria-hidden />
          )}
          {texts.t(`feedback.said.${finding.feedback}`)}
        </p>
      )}
      {may_say && (
        <div className={styles.feedbackButtons}>
          {finding.feedback !== "upheld" && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconCheck size={14} aria-hidden />}
              loading={give.isPending && give.variables.body.kind === "upheld"}
              onClick={() => say("upheld")}
            >
              {texts.t("feedback.upheld")}
            </Button>
          )}
          {finding.feedback !== "not_sensitive" && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconX size={14} aria-hidden />}
              loading={give.isPending && give.variables.body.kind === "not_sensitive"}
              onClick={() => say("not_sensitive")}
            >
              {texts.t("feedback.not_sensitive")}
            </Button>
          )}
        </div>
      )}
      <Refusal error={give.error} />
    </div>
  );
}
