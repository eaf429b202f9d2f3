import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client";
import { asFailure } from "../../api/failure";
import { Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { useCountdown } from "./countdown";
import styles from "./sign_in.module.css";

export function PasswordForm({ onEnter }: { onEnter: () => void }) {
  const texts = useTexts();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const sign_in = api.useMutation("post", "/v1/sign-in", { onSuccess: onEnter });
  const failure = sign_in.error === null ? null : asFailure(sign_in.error);
  const wait_s = useCountdown(
    failure?.status === 429 ? (failure.retry_after_s ?? 30) : 0,
    sign_in.submittedAt,
  );
  return (
    <>
      <h1 className={styles.title}>{texts.t("sign_in.title")}</h1>
      <p className={styles.lead}>{texts.t("sign_in.lead")}</p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (wait_s === 0) sign_in.mutate({ body: { email: email.trim(), password } });
        }}
      >
        <TextInput
          label={texts.t("sign_in.email")}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          size="md"
        />
        <PasswordInput
          label={texts.t("sign_in.password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          size="md"
          visibilityToggleButtonProps={{ "aria-label": texts.t("sign_in.show_password") }}
        />
        {wait_s > 0 ? (
          <p className={styles.wait} role="alert">
            {texts.t("sign_in.throttled", { count: wait_s })}
          </p>
        ) : (
          failure?.status !== 429 && <Refusal error={sign_in.error} />
        )}
        <Button
          type="submit"
          size="md"
          className={styles.submit ?? ""}
          loading={sign_in.isPending}
          disabled={wait_s > 0}
        >
          {texts.t("sign_in.enter")}
        </Button>
      </form>
      <p className={styles.hint}>{texts.t("sign_in.lost")}</p>
    </>
  );
}
