/** An attachment whose code is fetched once the page stands. */
type Attachment = (element: HTMLElement) => (() => void) | undefined;

export function later(load: () => Promise<Attachment>): Attachment {
  return (element) => {
    let gone = false;
    let stop: (() => void) | undefined;
    void load().then((attach) => {
      if (!gone) stop = attach(element);
    });
    return () => {
      gone = true;
      stop?.();
    };
  };
}
