import { useRef } from 'preact/hooks';

/** A press that moves less than this is a click. */
const CLICK_MAX = 4;

interface Start {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
}

/** Drags the diagram with the left or middle button; touch scrolls it anyway. */
export function usePan(scroller: { readonly current: HTMLDivElement | null }) {
  const start = useRef<Start | undefined>(undefined);
  const isPanned = useRef(false);
  const end = (): void => {
    start.current = undefined;
    scroller.current?.classList.remove('is-panned');
  };
  return {
    onPointerDown: ({ button, pointerType, clientX, clientY }: PointerEvent) => {
      const element = scroller.current;
      isPanned.current = false;
      if (element === null || button > 1 || pointerType === 'touch') return;
      const { scrollLeft, scrollTop } = element;
      start.current = { x: clientX, y: clientY, left: scrollLeft, top: scrollTop };
    },
    onPointerMove: ({ clientX, clientY, pointerId }: PointerEvent) => {
      const at = start.current;
      const element = scroller.current;
      if (at === undefined || element === null) return;
      const [dx, dy] = [clientX - at.x, clientY - at.y];
      if (!isPanned.current && Math.hypot(dx, dy) <= CLICK_MAX) return;
      if (!isPanned.current) element.setPointerCapture(pointerId);
      isPanned.current = true;
      element.classList.add('is-panned');
      element.scrollLeft = at.left - dx;
      element.scrollTop = at.top - dy;
    },
    onPointerUp: end,
    onPointerCancel: end,
    /** Releasing a drag does not select what is under the pointer. */
    onClickCapture: (event: MouseEvent) => {
      if (!isPanned.current) return;
      isPanned.current = false;
      event.stopPropagation();
    },
  };
}
