// The receipt that the log gave for a decision, and how anyone can check it.

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTexts } from "./text";

// Opens the entry's drawer by putting it into the URL; the shell shows it on every page.
export function ReceiptButton({ entry, label }: { entry: string; label?: string }) {
  const texts = useTexts();
  const navigate = useNavigate();
  return (
    <Tooltip label={texts.t("receipt.open")}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={label ?? texts.t("receipt.open")}
        onClick={() =>
          void navigate({
            to: ".",
            search: (before: Record<string, unknown>) => ({ ...before, entry }),
          } as never)
        }
      >
        <IconShieldCheck size={15} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
