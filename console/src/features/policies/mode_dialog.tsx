// Switches one policy, or all that only observe, to another mode, everywhere or for one queue.

import { Radio, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, http } from "../../api/client";
import { type Mode, modes, type QueueMode } from "../../api/types";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useTexts } from "../../ui/text";
import { every_queue } from "./mode_list";

type Switched = { name: string; title: string; modes: readonly QueueMode[] };

// The modes after the switch: one queue's own, or everywhere, which ends what single queues had.
export function switched(before: readonly QueueMode[], queue: string, mode: Mode): QueueMode[] {
  if (queue === every_queue) return [{ queue: every_queue, mode }];
  return [...before.filter((one) => one.queue !== queue), { queue, mode }];
}

export function ModeDialog({
  opened,
  onClose,
  policies,
  suggested,
}: {
  opened: boolean;
  onClose: () => void;
  policies: readonly Switched[];
  suggested: Mode;
}) {
  const texts = useTexts();
  const client = useQueryClient();
  const [mode, setMode] = useState<Mode>(suggested);
  const [queue, setQueue] = useState(every_queue);
  const overview = api.useQuery("get", "/v1/overview", {}, { enabled: opened });
  const queues = (overview.data?.by_queue ?? []).flatMap((row) => row.queue ?? []);
  const change = useMutation({
    // One after the other: each is an act of its own in the log.
    mutationFn: async (reason: string) => {
      for (const policy of policies) {
        await http.PUT("/v1/policies/{name}/modes", {
          params: { path: { name: policy.name } },
          body: { modes: switched(policy.modes, queue, mode), reason },
        });
      }
    },
    onSuccess: onClose,
    onSettled: () =>
      Promise.all(
        ["/v1/policies", "/v1/policies/{name}"].map((path) =>
          client.invalidateQueries({ queryKey: ["get", path] }),
        ),
      ),
  });
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={
        policies.length === 1
          ? texts.t("mode_dialog.title", { policy: policies[0]?.title ?? "" })
          : texts.t("mode_dialog.title_many", { count: policies.length })
      }
      action={texts.t("mode_dialog.action")}
      is_busy={change.isPending}
      error={change.error}
      onConfirm={(reason) => change.mutate(reason)}
    >
      <Radio.Group
        value={mode}
        onChange={(value) => setMode(value as Mode)}
        label={texts.t("mode_dialog.mode")}
        mb="md"
      >
        {modes.map((value) => (
          <Radio
            key={value}
            mt="xs"
            value={value}
            label={texts.t(`mode.${value}`)}
            description={texts.t(`mode.${value}.text`)}
          />
        ))}
      </Radio.Group>
      <Select
        label={texts.t("mode_dialog.queue")}
        value={queue}
        onChange={(value) => setQueue(value ?? every_queue)}
        data={[
          { value: every_queue, label: texts.t("mode_dialog.every_queue") },
          ...queues.map((name) => ({ value: name, label: name })),
        ]}
        allowDeselect={false}
        mb="md"
      />
    </ReasonDialog>
  );
}
