/** How this node is called and reached. */
export abstract class NodeIdentity {
  abstract readonly nodeId: string;
  /** Address that edges dial. */
  abstract readonly host: string;
}
