import Form from "antd/es/form";
import { MemberSelect } from "./MemberSelect";

interface Props {
  org: string;
  name: string;
  label: string;
  /** What is said where nobody was chosen. */
  empty: string;
}

/** The line of a form that takes one active member. */
export function MemberField({ org, name, label, empty }: Props) {
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: empty }]}>
      <MemberSelect org={org} />
    </Form.Item>
  );
}
