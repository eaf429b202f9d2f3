import { Button, SegmentedControl, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client";
import { type Channel, channels, type Direction } from "../../api/types";
import { ChannelIcon, choiceTexts } from "../../ui/labels";
import { Page } from "../../ui/page";
import { useCan } from "../../ui/session";
import { NothingYet, NotPermitted, Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./policies.module.css";
import { TrialView } from "./trial_view";

const directions = ["inbound", "outbound", "internal"] as const satisfies readonly Direction[];
const text_chars_max = 20_000;

export function TryPage() {
  const texts = useTexts();
  return (
    <Page title={texts.t("try.title")} lead={texts.t("try.lead")}>
      {useCan("policies.read") ? <TryForm /> : <NotPermitted />}
    </Page>
  );
}

function TryForm() {
  const texts = useTexts();
  const [text, setText] = useState("");
  const [channel, setChannel] = useState<Channel>("chat");
  const [direction, setDirection] = useState<Direction>("outbound");
  const [mode, setMode] = useState<"enforce" | "current">("enforce");
  const attempt = api.useMutation("post", "/v1/policies:try");
  const run = (given: string) =>
    given.trim() !== "" &&
    attempt.mutate({
      body: { channel, direction, text: given, mode, locale: texts.language },
    });
  const example = () => {
    const sample = texts.t("try.example_text");
    setText(sample);
    run(sample);
  };
  return (
    <div className={styles.try}>
      <form
        className={styles.tryForm}
        onSubmit={(event) => {
          event.preventDefault();
          run(text);
        }}
      >
        <div className={styles.tryChoices}>
          <Select
            label={texts.t("field.channel")}
            value={channel}
            onChange={(value) => setChannel((value ?? "chat") as Channel)}
            data={choiceTexts(texts, channels, "channel")}
            leftSection={<ChannelIcon channel={channel} />}
            allowDeselect={false}
          />
          <div>
            <span className={styles.label} id="try-direction">
              {texts.t("field.direction")}
            </span>
            <SegmentedControl
              value={direction}
              onChange={(value) => setDirection(value as Direction)}
              data={choiceTexts(texts, directions, "direction")}
              aria-labelledby="try-direction"
              fullWidth
            />
          </div>
        </div>
        <div>
          <span className={styles.label} id="try-mode">
            {texts.t("try.mode")}
          </span>
          <SegmentedControl
            value={mode}
            onChange={(value) => setMode(value as "enforce" | "current")}
            data={choiceTexts(texts, ["enforce", "current"], "try.mode")}
            aria-labelledby="try-mode"
            fullWidth
          />
        </div>
        <Textarea
          label={texts.t("try.text")}
          description={texts.t("try.text.note")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) run(text);
          }}
          autosize
          minRows={7}
          maxRows={18}
          maxLength={text_chars_max}
        />
        <div className={styles.tryButtons}>
          <Button type="submit" loading={attempt.isPending} disabled={text.trim() === ""}>
            {texts.t("try.run")}
          </Button>
          <Button variant="subtle" onClick={example}>
            {texts.t("try.example")}
          </Button>
        </div>
        <Refusal error={attempt.error} />
      </form>
      <section className={styles.tryResult} aria-live="polite" aria-label={texts.t("try.result")}>
        {attempt.data === undefined ? (
          <NothingYet title={texts.t("try.nothing")}>{texts.t("try.nothing.text")}</NothingYet>
        ) : (
          <TrialView trial={attempt.data} text={attempt.variables.body.text} />
        )}
      </section>
    </div>
  );
}
