// What a draft would have done to the traffic that is stored.

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { type Backtest, verdicts } from "../../api/types";
import { VerdictBadge } from "../../ui/labels";
import { Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./policies.module.css";

export function BacktestPart({ yaml, is_sound }: { yaml: string; is_sound: boolean }) {
  const texts = useTexts();
  const backtest = api.useMutation("post", "/v1/policies:backtest");
  const is_stale = backtest.data !== undefined && backtest.variables.body.yaml !== yaml;
  return (
    <>
      <Button
        variant="default"
        disabled={!is_sound}
        loading={backtest.isPending}
        onClick={() => backtest.mutate({ body: { yaml } })}
      >
        {texts.t("backtest.run")}
      </Button>
      <Refusal error={backtest.error} />
      {backtest.data !== undefined && (
        <div data-stale={is_stale || undefined} className={styles.backtest}>
          {is_stale && <p className={styles.sub}>{texts.t("backtest.stale")}</p>}
          <Outcome result={backtest.data} />
        </div>
      )}
    </>
  );
}

function Outcome({ result }: { result: Backtest }) {
  const texts = useTexts();
  return (
    <>
      <p>
        {texts.t("backtest.changed", { count: result.changed, messages: result.messages })}{" "}
        {result.changed > 0 &&
          texts.t("backtest.direction", { stricter: result.stricter, milder: result.milder })}{" "}
        {result.truncated && texts.t("backtest.truncated")}
      </p>
      <table className={styles.compare}>
        <thead>
          <tr>
            <th scope="col">{texts.t("field.verdict")}</th>
            <th scope="col">{texts.t("backtest.before")}</th>
            <th scope="col">{texts.t("backtest.after")}</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map((verdict) => (
            <tr key={verdict}>
              <th scope="row">
                <VerdictBadge verdict={verdict} quiet />
              </th>
              <td>{texts.number(result.before[verdict])}</td>
              <td data-changed={result.before[verdict] !== result.after[verdict] || undefined}>
                {texts.number(result.after[verdict])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.examples.length > 0 && (
        <>
          <h3>{texts.t("backtest.examples")}</h3>
          <ul className={styles.examples}>
            {result.examples.map((example) => (
              <li key={example.message_id}>
                <Link
                  to="/contacts/$id"
                  params={{ id: example.contact_id }}
                  hash={`message-${example.message_id}`}
                >
                  {texts.t("backtest.open")}
                </Link>
                <VerdictBadge verdict={example.before} quiet />
                <span aria-hidden>→</span>
                <VerdictBadge verdict={example.after} quiet />
                <span className={styles.sub}>{example.rule}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
