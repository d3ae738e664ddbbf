/** Ports below this are other services' doors: a target there is more likely an attack than a streaming server. */
export const TARGET_PORT_MIN = 1_024;
/** The ones that platforms do use: RTMP through firewalls, and RTMPS. */
const LOW_TARGET_PORTS: readonly number[] = [80, 443];

/** Whether streams may be sent to this port of another machine. */
export function isTargetPort(port: number): boolean {
  return port >= TARGET_PORT_MIN || LOW_TARGET_PORTS.includes(port);
}
