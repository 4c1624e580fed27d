import { freePorts } from '#local-servers';

export type ServiceKind = 'gateway' | 'agent-worker' | 'catalog-service';

/** One process to run. */
export interface PlannedService {
  kind: ServiceKind;
  /** `gateway`, and `gateway-2` for a second one. */
  name: string;
  /** HTTP: the API on a gateway, health on the others. */
  port: number;
  /** What it needs beside the environment that all services have. */
  environment: Record<string, string>;
}

export interface Plan {
  services: PlannedService[];
  gatewayUrls: string[];
  /** A gRPC target that names every catalog-service. */
  grpcUrl: string;
}

export interface Replicas {
  gateways: number;
  workers: number;
  catalogs: number;
}

const onThisMachine = '127.0.0.1';

const replicas = (
  kind: ServiceKind,
  ports: number[],
  environment: (index: number) => Record<string, string> = () => ({}),
): PlannedService[] =>
  ports.map((port, index) => ({
    kind,
    name: index === 0 ? kind : `${kind}-${index + 1}`,
    port,
    environment: { PORT: String(port), ...environment(index) },
  }));

/** gRPC reads several addresses only behind the `ipv4:` scheme. */
const grpcTarget = (addresses: string[]): string =>
  addresses.length === 1 ? addresses[0]! : `ipv4:${addresses.join(',')}`;

/**
 * Which processes to run and where they listen; in the order in which to start them.
 * @param gatewayPort where the first gateway is wanted; 0 for any free port
 */
export const planServices = async (
  { gateways, workers, catalogs }: Replicas,
  gatewayPort: number,
): Promise<Plan> => {
  const gatewayPorts = await freePorts(gateways, gatewayPort);
  const others = await freePorts(workers + 2 * catalogs);
  const workerPorts = others.splice(0, workers);
  const catalogPorts = others.splice(0, catalogs);
  const addresses = others.map((port) => `${onThisMachine}:${port}`);
  return {
    services: [
      ...replicas('catalog-service', catalogPorts, (index) => ({ GRPC_LISTEN: addresses[index]! })),
      ...replicas('agent-worker', workerPorts),
      ...replicas('gateway', gatewayPorts),
    ],
    gatewayUrls: gatewayPorts.map((port) => `http://${onThisMachine}:${port}`),
    grpcUrl: grpcTarget(addresses),
  };
};
