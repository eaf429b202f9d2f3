// A draft is written, checked as it is typed, tried against stored traffic and then kept as a new
// version. An activated version is never changed, only superseded.

import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { PolicyCheck } from "../../api/types";
import { YamlEditor } from "../../ui/code";
import { Page, PageSkeleton, Section } from "../../ui/page";
import { useCan } from "../../ui/session";
import { Failed, Refusal } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { Activate } from "./activate";
import { BacktestPart } from "./backtest";
import { readPolicy } from "./document";
import styles from "./policies.module.css";
import { TestResults } from "./test_results";

const typing_pause_ms = 400;

export function DraftPage() {
  const texts = useTexts();
  const { name } = useParams({ from: "/signed-in/policies/$name/draft" });
  const search = useSearch({ strict: false }) as { version?: string };
  const policy = api.useQuery("get", "/v1/policies/{name}", { params: { path: { name } } });
  const number = Number(search.version ?? policy.data?.latest_version ?? 0);
  const version = api.useQuery(
    "get",
    "/v1/policies/{name}/versions/{version}",
    { params: { path: { name, version: number } } },
    { enabled: number > 0 },
  );
  const failed = policy.isError ? policy : version.isError ? version : null;
  const back = (
    <Link to="/policies/$name" params={{ name }}>
      <IconArrowLeft size={14} aria-hidden /> {policy.data?.title ?? name}
    </Link>
  );
  if (failed !== null) {
    return (
      <Page title={texts.t("draft.title")} back={back}>
        <Failed failure={asFailure(failed.error)} onRetry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (version.data === undefined) return <PageSkeleton />;
  return (
    <Page
      title={`${name}@${version.data.version}`}
      lead={texts.t(version.data.state === "draft" ? "draft.lead.draft" : "draft.lead.kept")}
      back={back}
      actions={
        version.data.state === "draft" && <Activate policy={name} version={version.data.version} />
      }
    >
      <Editor key={version.data.version} name={name} given={version.data.yaml} />
    </Page>
  );
}

function Editor({ name, given }: { name: string; given: string }) {
  const texts = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const may_write = useCan("policies.write");
  const [yaml, setYaml] = useState(given);
  const [comment, setComment] = useState("");
  const [settled] = useDebouncedValue(yaml, typing_pause_ms);
  const check = useCheck(settled);
  const document = useMemo(() => readPolicy(settled), [settled]);
  const save = api.useMutation("post", "/v1/policies/{name}/versions", {
    onSuccess: async (version) => {
      await client.invalidateQueries({ queryKey: ["get", "/v1/policies/{name}"] });
      await client.invalidateQueries({ queryKey: ["get", "/v1/policies/{name}/versions"] });
      await navigate({
        to: "/policies/$name/draft",
        params: { name },
        search: { version: String(version.version) },
      });
    },
  });
  const problem = check.data?.problem ?? null;
  const is_sound = check.data !== undefined && problem === null && settled === yaml;
  return (
    <>
      <YamlEditor
        source={yaml}
        onChange={setYaml}
        label={texts.t("policy.source")}
        wrong_lines={problem === null ? [] : [problem.line]}
        described_by="draft-check"
      />
      <CheckLine check={check.data} is_waiting={check.isFetching || settled !== yaml} />
      <Refusal error={check.error} />
      {may_write && (
        <form
          className={styles.save}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ params: { path: { name } }, body: { yaml, comment: comment.trim() } });
          }}
        >
          <TextInput
            label={texts.t("draft.comment")}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            maxLength={500}
          />
          <Button type="submit" disabled={!is_sound || yaml === given} loading={save.isPending}>
            {texts.t("draft.save")}
          </Button>
        </form>
      )}
      <Refusal error={save.error} />
      {is_sound && check.data?.tests != null && (
        <Section title={texts.t("draft.tests")}>
          {check.data.untested_rules.length > 0 && (
            <p className={styles.untested}>
              {texts.t("draft.untested", { rules: check.data.untested_rules.join(", ") })}
            </p>
          )}
          <TestResults document={document} run={check.data.tests} />
        </Section>
      )}
      <Section title={texts.t("backtest.title")} note={texts.t("backtest.note")}>
        <BacktestPart yaml={settled} is_sound={is_sound} />
      </Section>
    </>
  );
}

function useCheck(yaml: string) {
  return api.useQuery(
    "post",
    "/v1/policies:check",
    { body: { yaml } },
    { staleTime: Number.POSITIVE_INFINITY, placeholderData: keepPreviousData },
  );
}

function CheckLine({ check, is_waiting }: { check: PolicyCheck | undefined; is_waiting: boolean }) {
  const texts = useTexts();
  const problem = check?.problem ?? null;
  const state = is_waiting ? "waiting" : problem === null ? "sound" : "wrong";
  return (
    <p id="draft-check" className={styles.check} data-state={state} role="status">
      {is_waiting || check === undefined
        ? texts.t("draft.checking")
        : problem === null
          ? texts.t("draft.sound")
          : texts.t("draft.wrong", {
              line: problem.line,
              column: problem.column,
              message: problem.message,
            })}
    </p>
  );
}
