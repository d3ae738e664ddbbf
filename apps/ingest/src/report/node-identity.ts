/** How this node is called and reached, and what is sealed for it. */
export abstract class NodeIdentity {
  abstract readonly nodeId: string;
  /** Address that edges dial. */
  abstract readonly host: string;
  /** Of the key pair of this run. */
  abstract readonly publicKey: string;
}
