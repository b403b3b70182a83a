import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import Button from "antd/es/button";
import { FileCheck2, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./ProofActs.module.css";
import { type Proof, takeProof } from "./proof";
import { toastProblem } from "./toast";

/** Where something can be had as proof: the file, the file with a paper to print, and how one checks it. Without `proof` not yet. */
export function ProofActs({ proof, hint }: { proof: Proof | null; hint?: string }) {
  const { t } = useTranslation("app");
  const take = useMutation({
    mutationFn: ({ print }: { print: boolean }) => (proof ? takeProof(proof, print) : Promise.resolve()),
    onError: toastProblem,
  });
  const act = (print: boolean) => ({
    disabled: proof === null || (take.isPending && take.variables.print !== print),
    loading: take.isPending && take.variables.print === print,
    onClick: () => take.mutate({ print }),
  });
  return (
    <div className={css.proof}>
      <div className={css.acts}>
        <Button icon={<FileCheck2 size={16} aria-hidden />} {...act(false)}>
          {t("proof.take")}
        </Button>
        <Button icon={<Printer size={16} aria-hidden />} title={t("proof.printHint")} {...act(true)}>
          {t("proof.print")}
        </Button>
      </div>
      <p>
        {hint}{" "}
        <Link to="/verify" target="_blank" className="thumb">
          {t("proof.how")}
        </Link>
      </p>
    </div>
  );
}
