import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Problem } from "@/app/problem";
import { forgetForm, useKeptForm } from "./keptForm";
import { refusedField, useRefusedField } from "./refusedField";

// A machine that others use too may stand still for seconds.
configure({ asyncUtilTimeout: 30_000 });

const where = { fields: ["name", "login_name"], codes: { "accounts.login_name_taken": "login_name" } };

describe("the field a refusal is about", () => {
  it.each([
    ["by its code", { code: "accounts.login_name_taken" }, "login_name"],
    ["as the server names it", { code: "text.too_short", params: { field: "name" } }, "name"],
    ["of an invalid form", { code: "invalid", params: { fields: { name: "too long" } } }, "name"],
    ["not on this form", { code: "text.too_short", params: { field: "phone" } }, null],
    ["none: it is about the whole", { code: "accounts.ticket_void" }, null],
  ])("%s", (_, problem, field) => expect(refusedField(new Problem(problem), where)).toBe(field));
});

function Names({ problem }: { problem: Problem | null }) {
  const [form] = Form.useForm();
  const kept = useKeptForm("names", ["name"]);
  const whole = useRefusedField(form, problem, where);
  return (
    <Form form={form} {...kept}>
      <Form.Item name="name" label="name">
        <Input />
      </Form.Item>
      <Form.Item name="login_name" label="login">
        <Input />
      </Form.Item>
      <p>{whole?.message}</p>
    </Form>
  );
}

describe("a form", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("says a refusal at its field and goes there", async () => {
    const { rerender } = render(<Names problem={null} />);
    rerender(<Names problem={new Problem({ code: "accounts.login_name_taken", message: "taken" })} />);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("login")));
    expect(screen.getByText("taken").closest(".ant-form-item")?.textContent).toContain("login");
    rerender(<Names problem={new Problem({ code: "accounts.ticket_void", message: "too late" })} />);
    expect(screen.getByText("too late").tagName).toBe("P");
  });

  it("keeps what was typed, of the fields named, until it has done its work", () => {
    render(<Names problem={null} />);
    fireEvent.change(screen.getByLabelText("name"), { target: { value: "顾明远" } });
    fireEvent.change(screen.getByLabelText("login"), { target: { value: "gu" } });
    cleanup();
    render(<Names problem={null} />);
    expect((screen.getByLabelText("name") as HTMLInputElement).value).toBe("顾明远");
    expect((screen.getByLabelText("login") as HTMLInputElement).value).toBe("");
    cleanup();
    forgetForm("names");
    render(<Names problem={null} />);
    expect((screen.getByLabelText("name") as HTMLInputElement).value).toBe("");
  });
});
