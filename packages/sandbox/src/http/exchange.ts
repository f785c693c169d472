/** Header fields by lower-case name. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>;

/** The first part of a request, before its body: enough to decide who serves it. */
export interface RequestHead {
  readonly method: string;
  /** As it stood in the request line: `/path?query`. */
  readonly target: string;
  readonly headers: HttpHeaders;
  /** Where the client connected to. */
  readonly door: { readonly port: number; readonly isTls: boolean };
}

/** A request as a handler gets it. */
export interface HttpRequest {
  readonly method: string;
  /** What stood in the place of `:name` in the path of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
  /** Monotonic ms. */
  readonly at: number;
}

/** What goes back. Length, date and the fields that concern the connection are added by the door. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that can be asked for over HTTP. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/apps/token`, or with parts that vary: `/control/faults/:name`. A slash at the end makes no difference. */
  readonly path: string;
  /** What people find there, for the list of what there is. Default: not in the list. */
  readonly about?: string;
  /** Pages of other origins may send a browser here. Default: false, they get 403. */
  readonly isOpenToOtherOrigins?: boolean;
  /** A GET that changes something, so that HEAD is not allowed. Default: false. */
  readonly hasEffects?: boolean;
  /** Looks at the head of a request, and refuses it before its body has come. Default: everybody may come in. */
  readonly admit?: (head: RequestHead) => HttpResponse | undefined;
  /** Longer bodies are refused with 413. Default 65 536. */
  readonly maxBodyBytes?: number;
  serve(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
}
