import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Skeleton from "antd/es/skeleton";
import Typography from "antd/es/typography";
import { useTranslation } from "react-i18next";
import { List } from "@/kit/List";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { CastAccount } from "../calls";
import { Front } from "../front/Front";
import { useArrival } from "../front/useArrival";
import { useCastAccounts, useSignInByPassword } from "../queries";
import styles from "./CastAccounts.module.css";

/** The people of the sample organisation one may sign in as; the table is gone after the first sign-in. */
export function CastAccounts() {
  const { t } = useTranslation("accounts");
  const cast = useCastAccounts();
  const { toSignIn } = useArrival();
  return (
    <Front title={t("welcome.sample.ready")} intro={cast.error ? null : t("welcome.sample.readyText")} wide>
      {cast.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {cast.error ? (
        <Alert
          type="info"
          showIcon
          title={t("welcome.sample.taken")}
          action={<Button onClick={toSignIn}>{t("signIn.title")}</Button>}
        />
      ) : null}
      <List className={styles.list}>
        {cast.data?.map((account) => (
          <Account key={account.login_name} account={account} />
        ))}
      </List>
    </Front>
  );
}

function Account({ account }: { account: CastAccount }) {
  const { t } = useTranslation("accounts");
  const words = useProblemWords();
  const { arrive } = useArrival();
  const signIn = useSignInByPassword();
  const enter = () =>
    signIn.mutate(
      { identifier: account.login_name, password: account.password },
      { onSuccess: arrive, onError: (problem) => toast(words(problem), { urgent: true }) },
    );
  return (
    <li className={styles.account}>
      <div className={styles.who}>
        <span className={styles.name}>{account.name}</span>
        <Typography.Text type="secondary">{account.post}</Typography.Text>
        <span className={styles.part}>{t(`welcome.sample.parts.${account.part}`)}</span>
      </div>
      <Typography.Text code copyable={{ tooltips: [t("welcome.sample.copy"), t("welcome.sample.copied")] }}>
        {account.login_name}
      </Typography.Text>
      <Typography.Text code copyable={{ tooltips: [t("welcome.sample.copy"), t("welcome.sample.copied")] }}>
        {account.password}
      </Typography.Text>
      <Button
        type="primary"
        loading={signIn.isPending}
        onClick={enter}
        aria-label={t("welcome.sample.signInAs", { name: account.name })}
      >
        {t("signIn.submit")}
      </Button>
    </li>
  );
}
