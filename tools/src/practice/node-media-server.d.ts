declare module 'node-media-server' {
  /** The part of node-media-server 4.4.3's interface that is used here; the package has no types. */
  export default class NodeMediaServer {
    constructor(config: {
      bind: string;
      rtmp: { port: number };
      webadmin: { enable: boolean };
      store: { path: string | undefined };
    });
    readonly relayServer: {
      addTask(task: { mode: 'push'; url: string; streamPath: string }): unknown;
    };
    on(event: 'postPublish', listener: (session: { streamApp: string; streamPath: string }) => void): void;
    run(): Promise<void>;
    stop(): Promise<void>;
  }
}
