import { describe, expect, it } from "vitest";
import { type Direction, layout, type Rect, type Tree } from "./layout";

type Shape = { [name: string]: Shape };

function treeOf(shape: Shape): Tree {
  const below = new Map<string, string[]>();
  const walk = (id: string, children: Shape) => {
    below.set(id, Object.keys(children));
    for (const [name, more] of Object.entries(children)) walk(name, more);
  };
  walk("root", shape);
  return { root: "root", below: (id) => below.get(id) ?? [] };
}

/** A tree of about so many nodes, the same each time. */
function anyTree(count: number): Tree {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const below = new Map<string, string[]>([["root", []]]);
  const ids = ["root"];
  for (let at = 1; at < count; at += 1) {
    const parent = ids[Math.floor(random() ** 2 * ids.length)] ?? "root";
    below.get(parent)?.push(`n${at}`);
    below.set(`n${at}`, []);
    ids.push(`n${at}`);
  }
  return { root: "root", below: (id) => below.get(id) ?? [] };
}

function overlapping(rects: Map<string, Rect>): string[] {
  const all = [...rects];
  return all.flatMap(([one, a], at) =>
    all
      .slice(at + 1)
      .filter(([, b]) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map(([other]) => `${one} ${other}`),
  );
}

const directions: Direction[] = ["down", "right"];

describe("the layout of the chart", () => {
  it("puts a parent in the middle of its children", () => {
    const { nodes } = layout(treeOf({ a: {}, b: {} }), "down");
    const [root, a, b] = ["root", "a", "b"].map((id) => nodes.get(id) as Rect);
    expect((root?.x ?? 0) * 2).toBe((a?.x ?? 0) + (b?.x ?? 0));
    expect(a?.y).toBe(b?.y);
    expect(a?.y).toBeGreaterThan((root?.y ?? 0) + (root?.height ?? 0));
  });

  it("stands alone where there is one", () => {
    expect(layout(treeOf({}), "down")).toMatchObject({ width: 208, height: 88, lines: [] });
  });

  it("stacks many leaves in columns, not those right below the top", () => {
    const leaves = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`l${at}`, {}]));
    const { nodes } = layout(treeOf({ a: leaves }), "down");
    const places = Object.keys(leaves).map((id) => nodes.get(id) as Rect);
    expect(new Set(places.map((one) => one.x)).size).toBe(2);
    const few = Object.fromEntries(Object.entries(leaves).slice(0, 6));
    const flat = layout(treeOf(few), "down");
    expect(new Set([...flat.nodes.values()].map((one) => one.y)).size).toBe(2);
  });

  it.each(directions)("never lets two nodes touch, whatever the tree: %s", (direction) => {
    for (const count of [2, 5, 17, 60, 300]) {
      const tree = anyTree(count);
      const { nodes, width, height, lines } = layout(tree, direction);
      expect(nodes.size).toBe(count);
      expect(overlapping(nodes)).toEqual([]);
      expect(lines).toHaveLength(count - 1);
      for (const one of nodes.values()) {
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(width + 0.001);
        expect(one.y + one.height).toBeLessThanOrEqual(height + 0.001);
      }
    }
  });

  it("divides what grows too wide into rows, about as wide as a screen is to its height", () => {
    const many = Object.fromEntries(Array.from({ length: 18 }, (_, at) => [`d${at}`, {}]));
    const { nodes, width, height } = layout(treeOf(many), "down");
    expect(new Set([...nodes.values()].map((one) => one.y)).size).toBeGreaterThan(2);
    expect(width / height).toBeGreaterThan(1.2);
    expect(width / height).toBeLessThan(3.2);
    const all = layout(anyTree(300), "down");
    expect(all.width / all.height).toBeLessThan(4);
  });

  it.each(directions)("keeps the order of siblings as one reads: %s", (direction) => {
    const tree = anyTree(120);
    const { nodes } = layout(tree, direction);
    for (const id of nodes.keys()) {
      const children = tree.below(id);
      if (children.some((one) => tree.below(one).length > 0)) {
        const at = children.map((one) => nodes.get(one) as Rect);
        const read = [...at].sort((a, b) => (direction === "down" ? a.y - b.y || a.x - b.x : a.y - b.y));
        expect(at).toEqual(read);
      }
    }
  });

  it("lays 3,000 nodes out in no time", () => {
    const tree = anyTree(3_000);
    // The quickest of three: a machine may stand still in one of them.
    const taken = [1, 2, 3].map(() => {
      const started = performance.now();
      layout(tree, "down");
      return performance.now() - started;
    });
    expect(Math.min(...taken)).toBeLessThan(2_000);
  });
});
