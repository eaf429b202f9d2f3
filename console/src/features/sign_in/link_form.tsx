// What a one-time link asks for depends on what it is for: the first administrator says who they are,
// an invitation and a reset need a password, a link to sign in needs nothing.

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { LinkInfo } from "../../api/types";
import { NewPassword } from "../../ui/new_password";
import { Failed, LinesSkeleton, Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./sign_in.module.css";

type Props = { token: string; onEnter: () => void; onGiveUp: () => void };

export function LinkForm({ token, onEnter, onGiveUp }: Props) {
  const texts = useTexts();
  const link = api.useQuery(
    "post",
    "/v1/sign-in/link:check",
    { body: { token } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  if (link.data !== undefined) {
    return <Redeem token={token} link={link.data} onEnter={onEnter} onGiveUp={onGiveUp} />;
  }
  if (!link.isError) {
    return (
      <div aria-busy="true">
        <LinesSkeleton lines={5} />
      </div>
    );
  }
  const failure = asFailure(link.error);
  if (failure.status === 0 || failure.status >= 500) {
    return <Failed failure={failure} onRetry={() => void link.refetch()} />;
  }
  return (
    <>
      <h1 className={styles.title}>{texts.t("sign_in.link.spent")}</h1>
      <p className={styles.lead}>{texts.t("sign_in.link.spent.text")}</p>
      <Button variant="default" size="md" onClick={onGiveUp}>
        {texts.t("sign_in.link.instead")}
      </Button>
    </>
  );
}

function Redeem({ token, link, onEnter, onGiveUp }: Props & { link: LinkInfo }) {
  const texts = useTexts();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [is_sound, setSound] = useState(false);
  const [was_tried, setTried] = useState(false);
  const redeem = api.useMutation("post", "/v1/sign-in/link", { onSuccess: onEnter });
  const is_first = link.purpose === "first_administrator";
  const needs_password = link.purpose !== "sign_in";
  return (
    <>
      <h1 className={styles.title}>{texts.t(`sign_in.link.${link.purpose}`)}</h1>
      <p className={styles.lead}>
        {texts.t(`sign_in.link.${link.purpose}.text`, { name: link.name ?? link.email ?? "" })}
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (needs_password && !is_sound) return;
          redeem.mutate({
            body: {
              token,
              ...(is_first ? { name: name.trim(), email: email.trim() } : {}),
              ...(needs_password ? { password } : {}),
            },
          });
        }}
      >
        {is_first ? (
          <>
            <TextInput
              label={texts.t("sign_in.name")}
              autoComplete="name"
              required
              withAsterisk={false}
              autoFocus
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              size="md"
            />
            <TextInput
              label={texts.t("sign_in.email")}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              maxLength={254}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              size="md"
            />
          </>
        ) : (
          // Password managers file the new password under this name.
          <input type="hidden" autoComplete="username" value={link.email ?? ""} readOnly />
        )}
        {needs_password && (
          <NewPassword
            size="md"
            was_tried={was_tried}
            onChange={(next, sound) => {
              setPassword(next);
              setSound(sound);
            }}
          />
        )}
        <Refusal error={redeem.error} />
        <Button type="submit" size="md" className={styles.submit ?? ""} loading={redeem.isPending}>
          {texts.t("sign_in.link.enter")}
        </Button>
        {redeem.isError && (
          <Button variant="subtle" onClick={onGiveUp}>
            {texts.t("sign_in.link.instead")}
          </Button>
        )}
      </form>
    </>
  );
}
