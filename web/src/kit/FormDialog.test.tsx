import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { afterEach, expect, it, vi } from "vitest";
import { Problem } from "@/app/problem";
import { FormDialog } from "./FormDialog";

// A machine that others use too may stand still for seconds.
configure({ asyncUtilTimeout: 30_000 });
afterEach(cleanup);

function dialog(act: { isPending?: boolean; error?: Problem | null }, submit = vi.fn()) {
  return (
    <FormDialog
      title="dept"
      okText="make"
      act={{ isPending: false, error: null, ...act }}
      submit={submit}
      close={vi.fn()}
    >
      <Form.Item name="name" label="name" rules={[{ required: true, message: "no name" }]}>
        <Input />
      </Form.Item>
      <Form.Item name="post" label="post">
        <Input />
      </Form.Item>
    </FormDialog>
  );
}
const act = () => fireEvent.click(screen.getByRole("button", { name: /make/ }));
const type = (text: string) => fireEvent.change(screen.getByLabelText("name"), { target: { value: text } });

it("acts with what was entered, and the button belongs to the form", async () => {
  const submit = vi.fn();
  render(dialog({}, submit));
  type("教务处");
  expect((screen.getByRole("button", { name: /make/ }) as HTMLButtonElement).form).toBe(
    (screen.getByLabelText("post") as HTMLInputElement).form,
  );
  act();
  await waitFor(() => expect(submit).toHaveBeenCalledExactlyOnceWith({ name: "教务处", post: undefined }));
});

it("goes to the first field that is wrong, and does not act", async () => {
  const submit = vi.fn();
  render(dialog({}, submit));
  act();
  expect(await screen.findByText("no name")).toBeTruthy();
  expect(submit).not.toHaveBeenCalled();
});

it("does nothing twice while it is busy", async () => {
  const submit = vi.fn();
  render(dialog({ isPending: true }, submit));
  type("教务处");
  act();
  await new Promise((done) => setTimeout(done, 20));
  expect(submit).not.toHaveBeenCalled();
});

it("says a refusal at the field it is about, and any other above the buttons", async () => {
  const { rerender } = render(dialog({}));
  rerender(dialog({ error: new Problem({ code: "text.too_short", message: "too short", params: { field: "name" } }) }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("name")));
  expect(screen.getByText("too short").closest(".ant-form-item")?.textContent).toContain("name");
  rerender(dialog({ error: new Problem({ code: "forbidden", message: "not allowed" }) }));
  expect(screen.getByText("not allowed").closest(".ant-form-item")).toBeNull();
});
