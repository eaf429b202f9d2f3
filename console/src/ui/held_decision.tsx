// Release or reject what is kept back: the same two buttons and dialogs in the conversation and in the
// list of held items.

import { Button, Radio } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import { ReasonDialog } from "./reason_dialog";
import { useCan } from "./session";
import { useTexts } from "./text";

type Form = "original" | "redacted";

export function HeldDecision({ id, size = "xs" }: { id: string; size?: "xs" | "sm" }) {
  const texts = useTexts();
  const client = useQueryClient();
  const may_decide = useCan("held.decide");
  const may_read_original = useCan("originals.read");
  const [asked, setAsked] = useState<"release" | "reject" | null>(null);
  const [form, setForm] = useState<Form>("redacted");
  const done = async () => {
    setAsked(null);
    await Promise.all(
      ["/v1/held-items", "/v1/contacts/{id}/messages", "/v1/overview"].map((path) =>
        client.invalidateQueries({ queryKey: ["get", path] }),
      ),
    );
  };
  const release = api.useMutation("post", "/v1/held-items/{id}:release", { onSuccess: done });
  const reject = api.useMutation("post", "/v1/held-items/{id}:reject", { onSuccess: done });
  if (!may_decide) return null;
  const path = { id };
  return (
    <>
      <Button.Group>
        <Button size={size} variant="default" onClick={() => setAsked("release")}>
          {texts.t("held.release")}
        </Button>
        <Button size={size} variant="default" onClick={() => setAsked("reject")}>
          {texts.t("held.reject")}
        </Button>
      </Button.Group>
      <ReasonDialog
        opened={asked === "release"}
        onClose={() => setAsked(null)}
        title={texts.t("held.release.title")}
        action={texts.t("held.release")}
        is_busy={release.isPending}
        error={release.error}
        onConfirm={(reason) => release.mutate({ params: { path }, body: { form, reason } })}
      >
        <Radio.Group
          value={form}
          onChange={(value) => setForm(value as Form)}
          label={texts.t("held.form")}
          mb="md"
        >
          <Radio
            mt="xs"
            value="redacted"
            label={texts.t("held.form.redacted")}
            description={texts.t("held.form.redacted.text")}
          />
          {may_read_original && (
            <Radio
              mt="xs"
              value="original"
              label={texts.t("held.form.original")}
              description={texts.t("held.form.original.text")}
            />
          )}
        </Radio.Group>
      </ReasonDialog>
      <ReasonDialog
        opened={asked === "reject"}
        onClose={() => setAsked(null)}
        title={texts.t("held.reject.title")}
        action={texts.t("held.reject")}
        is_danger
        is_busy={reject.isPending}
        error={reject.error}
        onConfirm={(reason) => reject.mutate({ params: { path }, body: { reason } })}
      >
        <p>{texts.t("held.reject.text")}</p>
      </ReasonDialog>
    </>
  );
}
