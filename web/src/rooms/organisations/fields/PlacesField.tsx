import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { DepartmentSelect } from "./DepartmentSelect";
import css from "./PlacesField.module.css";

/** The departments a member is in, with the post in each and whether as its head. */
export function PlacesField({ org }: { org: string }) {
  const { t } = useTranslation("organisations");
  return (
    <Form.Item label={t("members.placements")}>
      <Form.List name="departments">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field) => (
              <PlaceRow key={field.key} org={org} name={field.name} remove={() => remove(field.name)} />
            ))}
            <Button type="dashed" block icon={<Plus size={16} aria-hidden />} onClick={() => add({ head: false })}>
              {t("members.addPlacement")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function PlaceRow({ org, name, remove }: { org: string; name: number; remove: () => void }) {
  const { t } = useTranslation("organisations");
  return (
    <div className={css.place}>
      <div className={css.first}>
        <Form.Item name={[name, "id"]} noStyle rules={[{ required: true, message: t("members.departmentEmpty") }]}>
          <DepartmentSelect org={org} label={t("members.department")} />
        </Form.Item>
        <IconButton label={t("members.removePlacement")} icon={<X aria-hidden />} onClick={remove} />
      </div>
      <div className={css.second}>
        <Form.Item name={[name, "post"]} noStyle>
          <Input maxLength={50} placeholder={t("members.post")} aria-label={t("members.post")} />
        </Form.Item>
        <Form.Item name={[name, "head"]} valuePropName="checked" noStyle>
          <Checkbox className={css.head}>{t("members.head")}</Checkbox>
        </Form.Item>
      </div>
    </div>
  );
}
