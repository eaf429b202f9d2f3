// Puts a draft in force, and asks how it is to run: what enforces must not stop by silence, and what
// nobody watched must not enforce by silence.

import { Button, Radio } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { type Mode, modes, type PolicyDetail } from "../../api/types";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useCan } from "../../ui/session";
import { useTexts } from "../../ui/text";
import { every_queue, ModeList } from "./mode_list";

type Choice = Mode | "keep";

export function Activate({ policy, version }: { policy: string; version: number }) {
  const texts = useTexts();
  const client = useQueryClient();
  const may_activate = useCan("policies.activate");
  const [asked, setAsked] = useState(false);
  const [choice, setChoice] = useState<Choice | null>(null);
  const path = { name: policy };
  const now = api.useQuery("get", "/v1/policies/{name}", { params: { path } }, { enabled: asked });
  const activate = api.useMutation("post", "/v1/policies/{name}/versions/{version}:activate", {
    onSuccess: async () => {
      setAsked(false);
      await Promise.all(
        ["/v1/policies", "/v1/policies/{name}", "/v1/policies/{name}/versions"].map((path) =>
          client.invalidateQueries({ queryKey: ["get", path] }),
        ),
      );
    },
  });
  if (!may_activate) return null;
  const chosen = choice ?? (runs(now.data) ? "keep" : "observe");
  return (
    <>
      <Button size="compact-sm" onClick={() => setAsked(true)}>
        {texts.t("version.activate")}
      </Button>
      <ReasonDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={texts.t("version.activate.title", { version: `${policy}@${version}` })}
        action={texts.t("version.activate")}
        is_busy={activate.isPending || now.isPending}
        error={activate.error ?? now.error}
        onConfirm={(reason) =>
          activate.mutate({
            params: { path: { ...path, version } },
            body: { reason, ...asked_modes(chosen) },
          })
        }
      >
        <p>{texts.t("version.activate.text")}</p>
        {now.data !== undefined && (
          <ModeChoice policy={now.data} value={chosen} onChange={setChoice} />
        )}
      </ReasonDialog>
    </>
  );
}

function runs(policy: PolicyDetail | undefined): boolean {
  return policy !== undefined && policy.active_version !== null;
}

function asked_modes(choice: Choice) {
  return choice === "keep"
    ? { keep_modes: true }
    : { keep_modes: false, modes: [{ queue: every_queue, mode: choice }] };
}

function ModeChoice({
  policy,
  value,
  onChange,
}: {
  policy: PolicyDetail;
  value: Choice;
  onChange: (value: Choice) => void;
}) {
  const texts = useTexts();
  const only = policy.modes.length === 1 ? policy.modes[0] : undefined;
  return (
    <Radio.Group
      value={value}
      onChange={(next) => onChange(next as Choice)}
      label={texts.t("version.activate.modes")}
      mb="md"
    >
      {runs(policy) && (
        <Radio
          mt="xs"
          value="keep"
          label={texts.t(`version.activate.keep.${only?.mode ?? "each"}`)}
          description={only === undefined ? <ModeList modes={policy.modes} /> : undefined}
        />
      )}
      {modes
        .filter((mode) => !runs(policy) || mode !== only?.mode)
        .map((mode) => (
          <Radio
            key={mode}
            mt="xs"
            value={mode}
            label={texts.t("version.activate.from_now", { mode: texts.t(`mode.${mode}`) })}
            description={texts.t(`mode.${mode}.text`)}
          />
        ))}
    </Radio.Group>
  );
}
