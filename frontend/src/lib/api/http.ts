/** One way to the server: JSON in, JSON out, and a refusal as a sentence. */

/** What the server refused, or why it could not be reached, ready to be read. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;
  readonly details: Record<string, unknown>;

  constructor(status: number, reason: string, sentence: string, details = {}) {
    super(sentence);
    this.name = 'Refusal';
    this.status = status;
    this.reason = reason;
    this.details = details;
  }
}

type Body = object | FormData | undefined;

async function request<T>(method: string, path: string, body?: Body): Promise<T> {
  const form = body instanceof FormData;
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, {
      method,
      headers: body && !form ? { 'content-type': 'application/json' } : {},
      ...(body ? { body: form ? body : JSON.stringify(body) } : {})
    });
  } catch {
    throw new Refusal(0, 'page.unreachable', '');
  }
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function refusal(answer: Response): Promise<Refusal> {
  const body: unknown = await answer.json().catch(() => null);
  const { reason, sentence, details } = (body ?? {}) as Partial<
    Record<'reason' | 'sentence', string> & { details: Record<string, unknown> }
  >;
  return new Refusal(answer.status, reason ?? 'page.unknown', sentence ?? '', details ?? {});
}

export const get = <T>(path: string) => request<T>('GET', path);
export const post = <T>(path: string, body: Body = {}) => request<T>('POST', path, body);
export const put = <T>(path: string, body: Body) => request<T>('PUT', path, body);
