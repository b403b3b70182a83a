import { type ReactNode, useEffect, useRef, useState } from "react";
import css from "./Sideways.module.css";

interface Edges {
  before: boolean;
  after: boolean;
}

/** What may be wider than its place: it scrolls sideways, an edge shows that it goes on, and arrows move it. */
export function Sideways({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const [edges, setEdges] = useState<Edges>({ before: false, after: false });
  const look = () => {
    const element = box.current;
    if (!element) return;
    const before = element.scrollLeft > 1;
    const after = element.scrollLeft + element.clientWidth < element.scrollWidth - 1;
    setEdges((was) => (was.before === before && was.after === after ? was : { before, after }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks at the element alone
  useEffect(() => {
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    if (box.current?.firstElementChild) watch.observe(box.current.firstElementChild);
    return () => watch.disconnect();
  }, []);
  const scrolls = edges.before || edges.after;
  return (
    <div
      className={className ? `${css.place} ${className}` : css.place}
      data-before={edges.before}
      data-after={edges.after}
    >
      <section ref={box} className={css.box} onScroll={look} aria-label={label} tabIndex={scrolls ? 0 : undefined}>
        {children}
      </section>
    </div>
  );
}
